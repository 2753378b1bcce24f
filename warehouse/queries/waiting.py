"""What waits for people to judge: candidate skills, and clauses of which the machine is not sure."""

from __future__ import annotations

from typing import Any

from warehouse.connection import Reader
from warehouse.queries.identity import MIN_SHOWN


def waiting_candidates(reader: Reader) -> list[dict[str, Any]]:
    """Skills that no list has and nobody has accepted, most asked for first."""
    return reader.rows(
        """
        select skill_id, name, type, n_vacancies, n_employers from marts.skills
        where not is_known and n_vacancies >= ? order by n_vacancies desc, skill_id
        """,
        [MIN_SHOWN],
    )


def waiting_clauses(reader: Reader) -> list[dict[str, Any]]:
    """Skills and clauses in the band between the thresholds, most asked for first, then the likelier clause.

    Attitudes and generic terms are left out, as in the figures of coverage."""
    return reader.rows(
        """
        select sc.skill_id, s.name, s.type, s.n_vacancies, s.n_employers, sc.competency_id, sc.p_covered, c.text
        from marts.skill_competency as sc
        join marts.skills as s using (skill_id)
        join marts.competencies as c using (competency_id)
        where sc.verdict = 'review' and s.n_vacancies >= ? and s.type != 'soft' and not s.is_generic
        order by s.n_vacancies desc, sc.skill_id, sc.p_covered desc, sc.competency_id
        """,
        [MIN_SHOWN],
    )
