"""One skill, or all of them with their verdicts."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.intervals import measured
from warehouse.queries.spelling import may_be_part, normal


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
    """Skills that the text means: it is a name or an alias, or part of one; the exact ones first, then most asked for.

    Width, case and blanks make no difference. `alias` is the spelling that was found, None where a name was; a short
    Latin text (PS) is looked for within names, and among aliases only as a whole."""
    spelling = normal(text)
    return reader.frame(
        """
        with found as (
            select skill_id, bool_or(spelling = $1) as exact,
                   case when not bool_or(is_name) or bool_or(not is_name and spelling = $1)
                        then arg_min(alias, (spelling <> $1, length(alias), alias)) filter (not is_name) end as alias
            from marts.skill_aliases
            where spelling = $1 or (is_name or $2) and contains(spelling, $1)
            group by skill_id
        )
        select s.skill_id, s.name, s.name_en, s.type, s.n_vacancies, s.n_employers, s.coverage, found.alias
        from found join marts.skills as s using (skill_id)
        where s.n_vacancies >= $3
        order by found.exact desc, s.n_vacancies desc, s.skill_id limit $4
        """,
        [spelling, may_be_part(spelling), MIN_SHOWN, limit],
    )


def rare_skills(reader: Reader, text: str) -> list[dict[str, Any]]:
    """Skills of exactly this name or alias that fewer than MIN_SHOWN vacancies ask for: skill_id, name, name_en."""
    return reader.rows(
        """
        select skill_id, name, name_en from marts.skills
        where n_vacancies < ? and skill_id in (select skill_id from marts.skill_aliases where spelling = ?)
        order by skill_id
        """,
        [MIN_SHOWN, normal(text)],
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
    """By month: vacancies that name the skill and all vacancies, over the sources of that month; `n_effective` is the
    effective size of all."""
    return reader.frame(
        f"""
        with here as (
            select v.month, v.employer_key, vs.vacancy_id is not null as asks
            from marts.vacancies as v
            left join marts.vacancy_skills as vs on vs.vacancy_id = v.vacancy_id and vs.skill_id = $1
            where v.month is not null and coalesce(v.country, 'CN') = 'CN'
        ),
        sized as ({measured("here", "month")}),
        named as (
            select month, sum(n_vacancies) as n_skill from marts.skill_trend_cells where skill_id = $1 group by month
        )
        select e.month, coalesce(any_value(n.n_skill), 0)::integer as n_skill, sum(e.n_vacancies)::integer as n_total,
               any_value(s.n_effective) as n_effective
        from marts.trend_exposure as e left join named as n using (month) left join sized as s using (month)
        group by e.month order by e.month
        """,  # noqa: S608
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
