"""One skill, or all of them with their verdicts."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.identity import MIN_SHOWN


def emerging(reader: Reader) -> pd.DataFrame:
    """All judged skills as of the build's month, best first, with coverage beside emergence."""
    return reader.frame(
        """
        select e.*, c.text as nearest, c.text_en as nearest_en, c.certificate as nearest_certificate,
               t.title as nearest_title, t.title_en as nearest_title_en
        from marts.emerging_skills as e
        left join marts.competencies as c on c.competency_id = e.best_competency_id
        left join (select distinct certificate, title, title_en from marts.certificates) as t
            on t.certificate = c.certificate
        order by e.rank
        """
    )


def skill(reader: Reader, skill_id: str) -> dict[str, Any] | None:
    """One skill with its demand, or None."""
    found = reader.rows("select * from marts.skills where skill_id = ?", [skill_id])
    return found[0] if found else None


def search_skills(reader: Reader, text: str, limit: int = 50) -> pd.DataFrame:
    """Skills whose Chinese or English name holds the text, most asked for first."""
    return reader.frame(
        """
        select skill_id, name, name_en, type, n_vacancies, n_employers, coverage from marts.skills
        where n_vacancies >= ? and (contains(lower(name), lower(?)) or contains(lower(name_en), lower(?)))
        order by n_vacancies desc, skill_id limit ?
        """,
        [MIN_SHOWN, text, text, limit],
    )


def skills_with_coverage(reader: Reader) -> list[dict[str, Any]]:
    """Every judged skill with its best competency, whatever its trend."""
    return reader.rows(
        """
        select s.skill_id, s.name, s.name_en, s.type, s.is_known, s.coverage, s.p_covered, s.basis,
               s.best_competency_id, c.certificate, c.level, c.text, t.title
        from marts.skills as s
        left join marts.competencies as c on c.competency_id = s.best_competency_id
        left join marts.certificates as t on t.certificate = c.certificate and t.level = c.level
        where s.n_vacancies >= ?
        """,
        [MIN_SHOWN],
    )


def skill_trend(reader: Reader, skill_id: str) -> pd.DataFrame:
    """By month: vacancies that name the skill and all vacancies, over the sources of that month."""
    return reader.frame(
        """
        with named as (
            select month, sum(n_vacancies) as n_skill from marts.skill_trend_cells where skill_id = ? group by month
        )
        select e.month, coalesce(any_value(n.n_skill), 0)::integer as n_skill, sum(e.n_vacancies)::integer as n_total
        from marts.trend_exposure as e left join named as n using (month)
        group by e.month order by e.month
        """,
        [skill_id],
    )


def skill_sources(reader: Reader, skill_id: str) -> pd.DataFrame:
    """One row per source with vacancies that name the skill: n_vacancies, n_employers, first and last month."""
    return reader.frame(
        """
        select v.source, count(*) as n_vacancies, count(distinct v.employer_key) as n_employers,
               min(v.month) as first_month, max(v.month) as last_month
        from marts.vacancy_skills as vs join marts.vacancies as v using (vacancy_id)
        where vs.skill_id = ? group by v.source order by n_vacancies desc, v.source
        """,
        [skill_id],
    )


def nearest(reader: Reader, skill_id: str) -> pd.DataFrame:
    """Competencies near to a skill, best first, with score, verdict and basis."""
    return reader.frame(
        """
        select sc.rank, sc.certificate, sc.level, sc.score, sc.p_covered, sc.verdict, sc.basis, sc.via,
               c.code, c.text, c.text_en, t.title, t.title_en
        from marts.skill_competency as sc
        join marts.competencies as c using (competency_id)
        join marts.certificates as t on t.certificate = sc.certificate and t.level = sc.level
        where sc.skill_id = ? order by sc.rank limit 10
        """,
        [skill_id],
    )


def gates(row: pd.Series | dict[str, Any]) -> dict[str, bool | None]:
    """The gates of a rise that a skill passed (True), failed (False) or could not be asked (None)."""
    found: dict[str, bool | None] = json.loads(row["gates"] or "{}")
    return found
