"""Skills within a group of vacancies: support, sensitivity, levels asked for, what is named together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.groups import EMPLOYER_CAP, SIZE, VacancyGroup, recent_since
from warehouse.queries.identity import MIN_SHOWN

Rows = list[dict[str, Any]]

_HARD = "s.type not in ('soft', 'language', 'certificate')"
_NAMED = """
    , named as (
        select m.*, vs.skill_id from members as m join marts.vacancy_skills as vs using (vacancy_id)
        where list_contains(?::varchar[], vs.skill_id)
    )
"""


def skill_facts(reader: Reader, skill_ids: Sequence[str]) -> Rows:
    """The skills by id with coverage over all certificates, the nearest clause and the market-wide trend verdict."""
    return reader.rows(
        """
        select s.skill_id, s.name, s.name_en, s.type, s.is_known, s.is_generic, s.n_vacancies, s.n_employers,
               s.n_sources, s.coverage, s.p_covered, s.basis, s.coverage_via, s.taxonomy_field, s.best_competency_id,
               c.certificate, c.level, c.code, c.text, c.text_en, t.title, t.title_en, e.status, e.ratio, e.ratio_low,
               e.ratio_high, e.q_value, e.gates, e.first_seen
        from marts.skills as s left join marts.emerging_skills as e using (skill_id)
        left join marts.competencies as c on c.competency_id = s.best_competency_id
        left join marts.certificates as t on t.certificate = c.certificate and t.level = c.level
        where list_contains(?::varchar[], s.skill_id) order by s.n_vacancies desc, s.skill_id
        """,
        [list(skill_ids)],
    )


def group_skill_sizes(reader: Reader, group: VacancyGroup, skill_ids: Sequence[str]) -> Rows:
    """Per skill the size (`groups.SIZE`) of the vacancies of the group that name it."""
    cte, values = group.cte()
    return reader.rows(
        f"{cte}{_NAMED} select skill_id, {SIZE} from named group by skill_id order by skill_id",  # noqa: S608
        [*values, list(skill_ids)],
    )


def group_top_skills(reader: Reader, group: VacancyGroup, limit: int) -> Rows:
    """Hard, not generic skills most named in the group, named by MIN_SHOWN vacancies and employers at least."""
    cte, values = group.cte()
    return reader.rows(
        f"""
        {cte} select vs.skill_id, count(*) as n_vacancies, count(distinct m.employer_key) as n_employers
        from members as m join marts.vacancy_skills as vs using (vacancy_id)
        join marts.skills as s using (skill_id)
        where {_HARD} and not s.is_generic
        group by vs.skill_id having count(*) >= ? and count(distinct m.employer_key) >= ?
        order by n_vacancies desc, vs.skill_id limit ?
        """,  # noqa: S608
        [*values, MIN_SHOWN, MIN_SHOWN, limit],
    )


def group_skill_shares(reader: Reader, group: VacancyGroup, skill_ids: Sequence[str]) -> Rows:
    """Per skill and source, and per skill over all sources (`source` null): `n` of `n_all` vacancies name it, and the
    same with one employer counting EMPLOYER_CAP times at most (`n_capped` of `n_all_capped`)."""
    cte, values = group.cte()
    return reader.rows(
        f"""
        {cte}, totals as (
            select source, employer_key, count(*) as n from members group by grouping sets ((source, employer_key),
                                                                                          (employer_key))
        ),
        wholes as (
            select source, sum(n)::bigint as n_all, sum(least(n, {EMPLOYER_CAP}))::bigint as n_all_capped
            from totals group by source
        ){_NAMED}, parts as (
            select skill_id, source, employer_key, count(*) as n from named
            group by grouping sets ((skill_id, source, employer_key), (skill_id, employer_key))
        ),
        sums as (
            select skill_id, source, sum(n)::bigint as n, sum(least(n, {EMPLOYER_CAP}))::bigint as n_capped
            from parts group by all
        )
        select s.skill_id, w.source, coalesce(p.n, 0) as n, w.n_all, coalesce(p.n_capped, 0) as n_capped, w.n_all_capped
        from (select distinct skill_id from sums) as s cross join wholes as w
        left join sums as p on p.skill_id = s.skill_id and p.source is not distinct from w.source
        order by s.skill_id, w.source nulls first
        """,  # noqa: S608
        [*values, list(skill_ids)],
    )


def group_skill_levels(reader: Reader, group: VacancyGroup, skill_ids: Sequence[str]) -> Rows:
    """Per skill, and for the whole group (`skill_id` null): vacancies by least years of experience and by education.

    `n_years_known` vacancies state years: `n_to_1` one at most, `n_2_to_4`, `n_from_5`; `n_school_known` state an
    education: `n_bachelor` a bachelor's degree or more."""
    cte, values = group.cte()
    columns = """count(experience_min_years) as n_years_known, count(*) filter (experience_min_years <= 1) as n_to_1,
        count(*) filter (experience_min_years between 2 and 4) as n_2_to_4,
        count(*) filter (experience_min_years >= 5) as n_from_5,
        count(*) filter (education_level not in ('unstated', 'unknown')) as n_school_known,
        count(*) filter (education_level in ('bachelor', 'master', 'doctor')) as n_bachelor"""
    return reader.rows(
        f"{cte}{_NAMED} select skill_id, {columns} from named group by skill_id "  # noqa: S608
        f"union all by name select null as skill_id, {columns} from members order by skill_id nulls first",
        [*values, list(skill_ids)],
    )


def group_naming(reader: Reader, group: VacancyGroup, skill_ids: Sequence[str]) -> pd.DataFrame:
    """One row per vacancy of the group that names any of the skills: its skills, employer, source and month."""
    cte, values = group.cte()
    return reader.frame(
        f"{cte}{_NAMED} select vacancy_id, list(skill_id order by skill_id) as skills, "  # noqa: S608
        "any_value(employer_key) as employer_key, any_value(employer_is_named) as employer_is_named, "
        "any_value(source) as source, any_value(month) as month from named group by vacancy_id order by vacancy_id",
        [*values, list(skill_ids)],
    )


def group_witnesses(
    reader: Reader, group: VacancyGroup, skill_ids: Sequence[str] = (), at_least: int = 1, limit: int = 5
) -> Rows:
    """Vacancies of the group, with the line of the landing file that each came from; where skills are given, those
    that name `at_least` of them. In the order of their ids, which are hashes and say nothing about what they hold."""
    cte, values = group.cte()
    naming = "where (select count(*) from marts.vacancy_skills as vs where vs.vacancy_id = m.vacancy_id and " \
             "list_contains(?::varchar[], vs.skill_id)) >= ?" if skill_ids else ""  # fmt: skip
    return reader.rows(
        f"""{cte} select m.vacancy_id, m.title, m.source, m.month, m.landing_run, m.landing_line from members as m
        {naming} order by m.vacancy_id limit ?""",  # noqa: S608
        [*values, *([list(skill_ids), at_least] if skill_ids else []), limit],
    )


def uncovered_skills(reader: Reader, min_vacancies: int) -> Rows:
    """Hard skills of the list that no clause covers, asked for by so many vacancies and MIN_SHOWN employers."""
    return reader.rows(
        f"""
        select s.skill_id, s.name, s.name_en, s.type, s.n_vacancies, s.n_employers from marts.skills as s
        where {_HARD} and s.is_known and not s.is_generic and s.coverage = 'not_covered' and s.n_vacancies >= ?
            and s.n_employers >= ? order by s.skill_id
        """,  # noqa: S608
        [min_vacancies, MIN_SHOWN],
    )


def named_together(reader: Reader, skill_ids: Sequence[str], min_vacancies: int) -> Rows:
    """Pairs (`a` < `b`) of the skills with the number of vacancies that name both, at least so many."""
    return reader.rows(
        """
        with chosen as (select vacancy_id, skill_id from marts.vacancy_skills
                        where list_contains(?::varchar[], skill_id))
        select x.skill_id as a, y.skill_id as b, count(*) as n
        from chosen as x join chosen as y on x.vacancy_id = y.vacancy_id and x.skill_id < y.skill_id
        group by all having count(*) >= ? order by a, b
        """,
        [list(skill_ids), min_vacancies],
    )


def certificate_clause_skills(reader: Reader, certificate: str) -> Rows:
    """Clauses of a certificate with the skills that they cover, and each skill's market-wide trend verdict."""
    return reader.rows(
        """
        select sc.competency_id, sc.skill_id, s.name, s.name_en, s.type, sc.via, e.status
        from marts.skill_competency as sc join marts.skills as s using (skill_id)
        left join marts.emerging_skills as e using (skill_id)
        where sc.certificate = ? and sc.verdict = 'covered' order by sc.competency_id, s.n_vacancies desc, sc.skill_id
        """,
        [certificate],
    )


def clause_support(reader: Reader, certificate: str) -> Rows:
    """Per clause: its vacancies in the job group (as in competency_demand) by least years of experience, those that
    are recent, and the named employers, sources and months behind them."""
    return reader.rows(
        """
        with asking as (
            select distinct sc.competency_id, cv.vacancy_id
            from marts.skill_competency as sc join marts.certificate_vacancies as cv using (certificate)
            join marts.vacancy_skills as vs on vs.vacancy_id = cv.vacancy_id and vs.skill_id = sc.skill_id
            where sc.certificate = ? and sc.verdict = 'covered'
        )
        select competency_id, count(*) as n_vacancies,
               count(distinct employer_key) filter (employer_is_named) as n_named_employers,
               list(distinct source order by source) as sources, count(distinct month) as n_months,
               min(month) as first_month, max(month) as last_month,
               count(*) filter (month > ?) as n_recent,
               count(experience_min_years) as n_years_known,
               count(*) filter (experience_min_years >= 3) as n_from_3
        from asking join marts.vacancies using (vacancy_id) group by competency_id order by competency_id
        """,
        [certificate, recent_since(reader)],
    )


def skill_mappings(reader: Reader, skill_ids: Sequence[str], certificate: str | None = None) -> Rows:
    """Skill → clause as compared, but for clauses that do not cover it; of one certificate or of all."""
    return reader.rows(
        """
        select sc.skill_id, s.name, s.name_en, sc.competency_id, sc.certificate, sc.level, c.code, c.text, c.text_en,
               t.title, t.title_en, sc.score, sc.p_covered, sc.verdict, sc.basis, sc.via
        from marts.skill_competency as sc join marts.skills as s using (skill_id)
        join marts.competencies as c using (competency_id)
        join marts.certificates as t on t.certificate = sc.certificate and t.level = sc.level
        where list_contains(?::varchar[], sc.skill_id) and sc.verdict <> 'not_covered'
            and (?::varchar is null or sc.certificate = ?)
        order by sc.skill_id, sc.p_covered desc, sc.competency_id
        """,
        [list(skill_ids), certificate, certificate],
    )


def demand_by_certificate(reader: Reader, skill_ids: Sequence[str]) -> Rows:
    """Per certificate: how many of the skills its clauses cover, partly cover, or leave to people to judge."""
    return reader.rows(
        """
        with best as (
            select certificate, skill_id, max(case verdict when 'covered' then 3 when 'partly' then 2 when 'review'
                   then 1 else 0 end) as rank
            from marts.skill_competency where list_contains(?::varchar[], skill_id) group by all
        )
        select t.certificate, t.title, t.title_en, t.basis, count(*) filter (rank = 3) as n_covered,
               count(*) filter (rank = 2) as n_partly, count(*) filter (rank = 1) as n_review
        from (select distinct certificate, title, title_en, basis from marts.certificates) as t
        left join best using (certificate) group by all order by n_covered desc, n_partly desc, n_review desc,
            t.certificate
        """,
        [list(skill_ids)],
    )
