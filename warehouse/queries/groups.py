"""A group of vacancies (a certificate's job group, or those that name a bundle's skills): size, sources, time, place.

Vacancies abroad are in no group. Employers are counted twice over: all keys, where a vacancy without a name counts as
an employer of its own (as in all marts), and named ones alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.extent import SOURCES
from warehouse.queries.intervals import measured

EMPLOYER_CAP = 3
"""Vacancies of one employer that count where the weight of employers is limited."""
PACK_VACANCIES, PACK_EMPLOYERS = 30, 5
"""A group of fewer vacancies, or of fewer named employers, is no ground for a certificate or a standard."""
RECENT_YEARS = 2
"""Recent is what is dated in so many years before the last month of the build that has dates."""
_LAST = "(select max(month) from marts.trend_exposure)"
_SINCE = f"((left({_LAST}, 4)::integer - {RECENT_YEARS})::varchar || right({_LAST}, 3))"


@dataclass(frozen=True)
class VacancyGroup:
    """Either the job group of `certificate`, or the vacancies that name at least `at_least` of `skills`."""

    certificate: str | None = None
    skills: tuple[str, ...] = ()
    at_least: int = 1

    def cte(self) -> tuple[str, list[Any]]:
        """`with members as (…)` with its values; the members are rows of `marts.vacancies`, and `is_recent`."""
        if self.certificate is not None:
            return (
                f"""with members as (select v.*, v.month > {_SINCE} as is_recent from marts.certificate_vacancies as cv
                join marts.vacancies as v using (vacancy_id) where cv.certificate = ?)""",  # noqa: S608
                [self.certificate],
            )
        return (
            f"""with members as (select v.*, v.month > {_SINCE} as is_recent from marts.vacancies as v
            join (select vacancy_id from marts.vacancy_skills where list_contains(?::varchar[], skill_id)
                  group by vacancy_id having count(*) >= ?) using (vacancy_id)
            where coalesce(v.country, 'CN') = 'CN')""",  # noqa: S608
            [list(self.skills), self.at_least],
        )


@dataclass(frozen=True)
class GroupSize:
    """How much stands behind a figure; months are `YYYY-MM`, None where no vacancy is dated."""

    n_vacancies: int
    n_employers: int
    n_named_employers: int
    n_unnamed: int
    """Vacancies whose employer is not named."""
    n_dated: int
    n_months: int
    n_provinces: int
    n_recent: int
    """Dated within RECENT_YEARS; what has no date is not recent."""
    n_recent_employers: int
    """Named ones."""
    first_month: str | None
    last_month: str | None
    sources: tuple[str, ...]


SIZE = f"""count(*) as n_vacancies, count(distinct employer_key) as n_employers,
    count(distinct employer_key) filter (employer_is_named) as n_named_employers,
    count(*) filter (not employer_is_named) as n_unnamed, count(month) as n_dated, count(distinct month) as n_months,
    count(distinct province_code) as n_provinces, count(*) filter (is_recent) as n_recent,
    count(distinct employer_key) filter (is_recent and employer_is_named) as n_recent_employers,
    min(month) as first_month, max(month) as last_month,
    {SOURCES} as sources"""
"""Columns of a GroupSize over rows of `marts.vacancies`."""


def size_of(row: dict[str, Any]) -> GroupSize:
    """The size in a row with the columns of SIZE (others are ignored)."""
    return GroupSize(**{**{k: row[k] for k in GroupSize.__dataclass_fields__}, "sources": tuple(row["sources"])})


def recent_since(reader: Reader) -> str:
    """The month after which a vacancy is recent, or "" where nothing is dated."""
    return str(reader.rows(f"select {_SINCE} as month")[0]["month"] or "")


def group_size(reader: Reader, group: VacancyGroup) -> GroupSize:
    """Size of the whole group."""
    cte, values = group.cte()
    return size_of(reader.rows(f"{cte} select {SIZE} from members", values)[0])  # noqa: S608


def group_sources(reader: Reader, group: VacancyGroup) -> pd.DataFrame:
    """Per source: postings, vacancies, the same with an employer counting EMPLOYER_CAP times at most, dated, months."""
    cte, values = group.cte()
    return reader.frame(
        f"""
        {cte}, by_employer as (
            select source, employer_key, count(*) as n from members group by all
        ),
        capped as (select source, sum(least(n, {EMPLOYER_CAP}))::bigint as n_capped from by_employer group by source)
        select source, sum(n_postings)::bigint as n_postings, count(*) as n_vacancies, any_value(n_capped) as n_capped,
               count(month) as n_dated, min(month) as first_month, max(month) as last_month
        from members join capped using (source) group by source order by n_vacancies desc, source
        """,  # noqa: S608
        values,
    )


def group_months(reader: Reader, group: VacancyGroup) -> pd.DataFrame:
    """Per month with any dated vacancy: vacancies of the group, all vacancies with their effective size for the group's
    share, and the sources of that month."""
    cte, values = group.cte()
    return reader.frame(
        f"""
        {cte}, own as (select month, count(*) as n from members where month is not null group by month),
        dated as (
            select v.month, v.employer_key, m.vacancy_id is not null as asks
            from marts.vacancies as v left join members as m using (vacancy_id)
            where v.month is not null and coalesce(v.country, 'CN') = 'CN'
        ),
        sized as ({measured("dated", "month")})
        select e.month, coalesce(any_value(own.n), 0) as n_group, sum(e.n_vacancies)::bigint as n_all,
               any_value(sized.n_effective) as n_effective, list(distinct e.source order by e.source) as sources
        from marts.trend_exposure as e left join own using (month) left join sized using (month)
        group by e.month order by e.month
        """,  # noqa: S608
        values,
    )


def group_provinces(reader: Reader, group: VacancyGroup) -> pd.DataFrame:
    """Vacancies and employers by province, most vacancies first; those of unknown place have no code."""
    cte, values = group.cte()
    return reader.frame(
        f"""
        {cte} select m.province_code, p.zh as province, p.en as province_en, count(*) as n_vacancies,
               count(distinct m.employer_key) as n_employers
        from members as m left join marts.provinces as p using (province_code)
        group by all order by n_vacancies desc, province_code nulls last
        """,  # noqa: S608
        values,
    )


def group_requirements(reader: Reader, group: VacancyGroup) -> dict[str, list[dict[str, Any]]]:
    """Distributions: `education` (level, n), `experience` (least years, null = not stated, n), `salary` (one row of
    quartiles of the middle of monthly pay in yuan, with n)."""
    cte, values = group.cte()
    education = reader.rows(
        f"{cte} select coalesce(education_level, 'unknown') as level, count(*) as n from members group by all "  # noqa: S608
        "order by n desc, level",
        values,
    )
    experience = reader.rows(
        f"{cte} select experience_min_years as years, count(*) as n from members group by all order by years",  # noqa: S608
        values,
    )
    salary = reader.rows(
        f"""
        {cte} select count(*) as n, quantile_cont(pay, 0.25) as q1, quantile_cont(pay, 0.5) as median,
               quantile_cont(pay, 0.75) as q3
        from (select (salary_min_cny_month + coalesce(salary_max_cny_month, salary_min_cny_month)) / 2 as pay
              from members where salary_min_cny_month is not null)
        """,  # noqa: S608
        values,
    )
    return {"education": education, "experience": experience, "salary": salary}


def group_employer_bands(reader: Reader, group: VacancyGroup) -> pd.DataFrame:
    """Named employers by the number of their vacancies in the group: 1, 2–4, 5–9, 10 and more."""
    cte, values = group.cte()
    return reader.frame(
        f"""
        {cte}, sizes as (select employer_key, count(*) as n from members where employer_is_named group by employer_key)
        select case when n = 1 then '1' when n <= 4 then '2-4' when n <= 9 then '5-9' else '10+' end as band,
               count(*) as n_employers, sum(n)::bigint as n_vacancies
        from sizes group by band order by min(n)
        """,  # noqa: S608
        values,
    )


def group_titles(reader: Reader, group: VacancyGroup) -> pd.DataFrame:
    """Job titles as posted with vacancies and the named employers, most vacancies first."""
    cte, values = group.cte()
    return reader.frame(
        f"{cte} select title, count(*) as n_vacancies, "  # noqa: S608
        "coalesce(list(distinct employer_key order by employer_key) filter (employer_is_named), []) as employers "
        "from members group by title order by n_vacancies desc, title",
        values,
    )


def group_certificates(reader: Reader, group: VacancyGroup) -> pd.DataFrame:
    """Certificates in whose job groups vacancies of this group lie, with how many do and how large they are."""
    cte, values = group.cte()
    return reader.frame(
        f"""
        {cte}, sizes as (select certificate, count(*) as n_group from marts.certificate_vacancies group by certificate)
        select cv.certificate, t.title, t.title_en, count(*) as n_shared, any_value(sizes.n_group) as n_group
        from members join marts.certificate_vacancies as cv using (vacancy_id)
        join sizes on sizes.certificate = cv.certificate
        join (select distinct certificate, title, title_en from marts.certificates) as t
            on t.certificate = cv.certificate
        group by all order by n_shared desc, cv.certificate
        """,  # noqa: S608
        values,
    )
