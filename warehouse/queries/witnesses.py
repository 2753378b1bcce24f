"""The postings behind a figure."""

from __future__ import annotations

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
