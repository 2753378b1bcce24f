"""The postings behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from warehouse.connection import Reader


def evidence(reader: Reader, skill_id: str, certificate: str | None = None) -> pd.DataFrame:
    """Witnesses of a skill: excerpt with the marked span, employer, place, source, date; by fixed shuffle."""
    condition = (
        "and exists (from marts.certificate_vacancies as cv where cv.vacancy_id = v.vacancy_id and cv.certificate = ?)"
        if certificate
        else ""
    )
    return reader.frame(
        f"""
        select e.rank, e.excerpt, e.mark_start, e.mark_end, v.title, v.employer, v.source, v.month, v.year,
               p.zh as province, p.en as province_en, v.url, v.vacancy_id, v.demonstration
        from marts.evidence as e join marts.vacancies as v using (vacancy_id)
        left join marts.provinces as p using (province_code)
        where e.skill_id = ? {condition} order by e.rank
        """,  # noqa: S608
        [skill_id, certificate] if certificate else [skill_id],
    )


def vacancy(reader: Reader, vacancy_id: str) -> dict[str, Any] | None:
    """One vacancy, or None."""
    found = reader.rows("select * from marts.vacancies where vacancy_id = ?", [vacancy_id])
    return found[0] if found else None


def vacancies(reader: Reader, vacancy_ids: Sequence[str], skill_ids: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Those vacancies in the order given, with their landing lines, and the excerpt that names one of the skills."""
    return reader.rows(
        """
        select v.vacancy_id, v.title, v.source, v.month, v.landing_run, v.landing_line, e.skill_id, e.excerpt
        from marts.vacancies as v left join (
            select vacancy_id, min_by(skill_id, rank) as skill_id, min_by(excerpt, rank) as excerpt
            from marts.evidence where list_contains($2::varchar[], skill_id) group by vacancy_id
        ) as e using (vacancy_id)
        where list_contains($1::varchar[], v.vacancy_id) order by list_position($1::varchar[], v.vacancy_id)
        """,
        [list(vacancy_ids), list(skill_ids)],
    )


def competency(reader: Reader, competency_id: str) -> dict[str, Any] | None:
    """One clause with the demand of its certificate's job group (of all certificates: `n_vacancies` of `n_target`)
    and the ids of the skills that it covers; None where there is no such clause."""
    found = reader.rows(
        """
        select c.competency_id, c.certificate, c.level, c.code, c.text, c.text_en, c.basis, d.n_vacancies,
               d.n_employers, d.n_target, d.n_effective,
               (select coalesce(list(skill_id order by skill_id), []) from marts.skill_competency as sc
                where sc.competency_id = c.competency_id and sc.verdict = 'covered') as skills
        from marts.competencies as c join marts.competency_demand as d using (competency_id)
        where c.competency_id = ?
        """,
        [competency_id],
    )
    return found[0] if found else None


def witness_chain(reader: Reader, skill_id: str, limit: int = 3) -> list[dict[str, Any]]:
    """Competency, skill, vacancy and excerpt of a skill's first witnesses, for `xgap explain`."""
    return reader.rows(
        """
        select s.skill_id, s.name, s.coverage, s.best_competency_id, e.vacancy_id, e.excerpt, v.title, v.source,
               v.month, v.landing_run, v.landing_line
        from marts.skills as s join marts.evidence as e using (skill_id) join marts.vacancies as v using (vacancy_id)
        where s.skill_id = ? order by e.rank limit ?
        """,
        [skill_id, limit],
    )
