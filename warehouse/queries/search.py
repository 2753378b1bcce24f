"""From what an enterprise needs to the skills and clauses that a build holds for it."""

from __future__ import annotations

import pandas as pd

from warehouse.connection import Reader


def nearest_of(reader: Reader, skill_ids: tuple[str, ...], limit: int = 15) -> pd.DataFrame:
    """Clauses of all certificates nearest to any of the skills, each clause once with its most certain skill."""
    return reader.frame(
        """
        select sc.skill_id, s.name, s.name_en, sc.certificate, sc.level, sc.score, sc.p_covered, sc.verdict, sc.basis,
               c.code, c.text, c.text_en, t.title, t.title_en
        from marts.skill_competency as sc
        join marts.skills as s using (skill_id)
        join marts.competencies as c using (competency_id)
        join marts.certificates as t on t.certificate = sc.certificate and t.level = sc.level
        where list_contains($1::varchar[], sc.skill_id)
        qualify row_number() over (partition by sc.competency_id order by sc.p_covered desc, sc.skill_id) = 1
        order by sc.p_covered desc, sc.score desc, sc.competency_id limit $2
        """,
        [list(skill_ids), limit],
    )


def clauses_with(reader: Reader, text: str, limit: int = 15) -> pd.DataFrame:
    """Clauses whose Chinese or English text holds the words as they are written, any case."""
    return reader.frame(
        """
        select c.certificate, c.level, c.code, c.text, c.text_en, c.basis, t.title, t.title_en
        from marts.competencies as c
        join marts.certificates as t on t.certificate = c.certificate and t.level = c.level
        where contains(lower(c.text), lower($1)) or contains(lower(c.text_en), lower($1))
        order by t.title, c.level_rank, c.position limit $2
        """,
        [text, limit],
    )
