"""Certificates: their clauses, the demand of their job groups, and the demand that no clause covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.extent import FIRST, LAST, SOURCES
from warehouse.queries.identity import MIN_SHOWN


def certificates(reader: Reader) -> pd.DataFrame:
    """Certificates and levels with their coverage counts."""
    return reader.frame("select * from marts.certificate_coverage order by title, level_rank")


def certificate_matrix(reader: Reader, certificate: str) -> pd.DataFrame:
    """Requirements of a certificate in the order of the standard, with the demand behind each."""
    return reader.frame(
        """
        select c.competency_id, c.level, c.level_rank, c.position, c.code, c.domain, c.domain_en, c.task, c.task_en,
               c.text, c.text_en, c.basis, d.n_vacancies, d.n_employers, d.n_target, d.share,
               d.n_effective
        from marts.competencies as c join marts.competency_demand as d using (competency_id)
        where c.certificate = ? order by c.level_rank, c.position
        """,
        [certificate],
    )


def certificate_demand(reader: Reader, certificate: str) -> pd.DataFrame:
    """Skills asked for in a certificate's job group, and whether the certificate teaches them."""
    return reader.frame(
        """
        select d.*, e.status, e.ratio, e.ratio_low, e.ratio_high
        from marts.certificate_demand as d left join marts.emerging_skills as e using (skill_id)
        where d.certificate = ? order by d.is_generic, d.n_vacancies desc, d.skill_id
        """,
        [certificate],
    )


@dataclass(frozen=True)
class JobGroup:
    """The vacancies by whose titles a certificate's demand is measured."""

    n_vacancies: int
    n_employers: int
    first_month: str | None
    last_month: str | None
    sources: tuple[str, ...]


def certificate_job_group(reader: Reader, certificate: str) -> JobGroup:
    """Size, period and sources of a certificate's job group; zero vacancies where no title belongs to it."""
    row = reader.rows(
        f"""
        select count(*) as n_vacancies, count(distinct employer_key) as n_employers, {FIRST} as first_month,
               {LAST} as last_month, {SOURCES} as sources
        from marts.certificate_vacancies join marts.vacancies using (vacancy_id) where certificate = ?
        """,  # noqa: S608
        [certificate],
    )[0]
    return JobGroup(
        row["n_vacancies"],
        row["n_employers"],
        row["first_month"],
        row["last_month"],
        tuple(row["sources"] or ()),
    )


def gaps(reader: Reader, limit: int) -> list[dict[str, Any]]:
    """Hard skills in demand that no competency of any certificate covers, most wanted first.

    Generic skills (software development, follow-up of projects) come behind all others: that no clause names them says
    nothing about a certificate. `basis` says what they were measured against."""
    return reader.rows(
        """
        select s.skill_id, s.name, s.name_en, s.type, s.is_known, s.is_generic, s.n_vacancies, s.n_employers,
               s.n_sources, null as certificate, null as share, s.coverage as verdict, s.p_covered,
               coalesce(s.basis, 'reference') as basis, e.status, c.text as nearest, c.competency_id
        from marts.skills as s
        left join marts.emerging_skills as e using (skill_id)
        left join marts.competencies as c on c.competency_id = s.best_competency_id
        where s.type not in ('soft', 'language', 'certificate') and s.coverage = 'not_covered'
            and s.n_vacancies >= ? and s.n_employers >= ?
        order by s.is_generic, s.n_vacancies desc, s.skill_id limit ?
        """,
        [MIN_SHOWN, MIN_SHOWN, limit],
    )


def certificate_gaps(reader: Reader, certificate: str) -> pd.DataFrame:
    """Hard skills asked for in a certificate's job group that none of its clauses covers or partly covers.

    `verdict` (not_covered, review) is about this certificate; `elsewhere*` names the clause of another one that
    covers the skill, where there is one. Most asked for first, generic skills behind all others."""
    return reader.frame(
        """
        select d.skill_id, d.name, d.name_en, d.type, d.is_known, d.is_generic, d.n_vacancies, d.n_employers,
               d.n_sources, d.n_target, d.share, d.verdict, e.status, c.certificate as elsewhere,
               t.title as elsewhere_title, t.title_en as elsewhere_title_en
        from marts.certificate_demand as d
        left join marts.emerging_skills as e using (skill_id)
        left join marts.competencies as c
            on c.competency_id = d.best_competency_id and d.coverage_elsewhere = 'covered'
            and c.certificate <> d.certificate
        left join (select distinct certificate, title, title_en from marts.certificates) as t
            on t.certificate = c.certificate
        where d.certificate = ? and d.type not in ('soft', 'language', 'certificate')
            and d.verdict in ('not_covered', 'review') and d.n_employers >= ?
        order by d.is_generic, d.n_vacancies desc, d.skill_id
        """,
        [certificate, MIN_SHOWN],
    )
