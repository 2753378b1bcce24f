"""Skills that pass a filter, ranked and counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.spelling import may_be_part, normal


@dataclass(frozen=True)
class SkillFilter:
    """Which skills are asked for; an empty tuple or text lets everything through."""

    statuses: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    text: str = ""
    """A name or an alias, or part of one; width, case and blanks make no difference."""
    known_only: bool = False
    skill_id: str = ""
    among: tuple[str, ...] = ()
    """Ids; only these skills."""


_RANKED = """
    from marts.skills as s
    left join marts.emerging_skills as e using (skill_id)
    left join marts.competencies as c on c.competency_id = s.best_competency_id
    left join (select distinct certificate, title, title_en from marts.certificates) as t
        on t.certificate = c.certificate
    where s.n_vacancies >= $1
        and (len($2) = 0 or list_contains($2::varchar[], coalesce(e.status, 'insufficient')))
        and (len($3) = 0 or list_contains($3::varchar[], s.coverage))
        and (len($4) = 0 or list_contains($4::varchar[], s.type))
        and ($5 = '' or s.skill_id in (
            select skill_id from marts.skill_aliases
            where spelling = $5 or (is_name or $8) and contains(spelling, $5)))
        and (not $6 or s.is_known)
        and ($7 = '' or s.skill_id = $7)
        and (len($9) = 0 or list_contains($9::varchar[], s.skill_id))
"""


def _values(wanted: SkillFilter) -> list[Any]:
    spelling = normal(wanted.text)
    return [
        MIN_SHOWN, list(wanted.statuses), list(wanted.coverage), list(wanted.types), spelling, wanted.known_only,
        wanted.skill_id, may_be_part(spelling), list(wanted.among),
    ]  # fmt: skip


def skill_ranking(reader: Reader, wanted: SkillFilter, limit: int | None = None, offset: int = 0) -> pd.DataFrame:
    """Skills named in at least MIN_SHOWN vacancies, judged ones first by rank, then by demand.

    `status` is `insufficient` where the trend has too little behind it; shares are of the compared windows."""
    return reader.frame(
        f"""
        select s.skill_id, s.name, s.name_en, s.type, s.is_known, s.is_generic, s.n_vacancies,
               s.n_employers as n_employers_all, s.n_sources as n_sources_all, s.coverage, s.basis,
               s.best_competency_id, s.first_month, s.last_month,
               coalesce(e.status, 'insufficient') as status, e.rank, e.share_recent, e.share_baseline, e.ratio,
               e.ratio_low, e.ratio_high, e.q_value, e.n_recent, e.n_baseline, e.n_postings, e.n_employers,
               e.n_sources, e.first_seen, e.gates, e.lasting,
               t.certificate as nearest_certificate, t.title as nearest_title, t.title_en as nearest_title_en
        {_RANKED}
        order by e.rank nulls last, s.is_generic, s.n_vacancies desc, s.skill_id
        limit $10 offset $11
        """,
        [*_values(wanted), limit if limit is not None else 10_000_000, offset],
    )


@dataclass(frozen=True)
class SkillCounts:
    """What a filter lets through."""

    n: int
    n_judged: int
    n_emerging: int
    """New or rising."""


def skill_counts(reader: Reader, wanted: SkillFilter) -> SkillCounts:
    """How many skills a filter lets through, how many of them were judged and are emerging."""
    row = reader.rows(
        f"""
        select count(*) as n, count(e.skill_id) as n_judged,
               count(*) filter (e.status in ('new', 'rising')) as n_emerging
        {_RANKED}
        """,
        _values(wanted),
    )[0]
    return SkillCounts(**row)
