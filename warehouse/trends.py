"""Counts for trends, read alike from the working warehouse (schema `core`) and from a published build (`marts`).

Within a group of vacancies (field, province, job group of a certificate) the same cells are counted again from the
vacancies of a published build."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Schema = Literal["core", "marts"]
Arrays = Callable[[str, Sequence[Any]], dict[str, NDArray[Any]]]
"""Runs a query and gives its columns as numpy arrays."""


EMPLOYER_MONTH_CAP = 3
"""Equal to `employer_month_cap` in dbt_project.yml; a test holds them together."""


STRATUM = "job_group"
"""Column of the trend tables that makes strata together with the source."""

POOL_BELOW = 120
"""Job groups with fewer vacancies over the months looked at are counted with the rest of their field."""


@dataclass(frozen=True)
class Group:
    """Which vacancies are looked at; None means all. Needs schema `marts`."""

    field: str | None = None
    province: str | None = None
    certificate: str | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.field is None and self.province is None and self.certificate is None

    def condition(self) -> tuple[str, list[Any]]:
        """A condition on `marts.vacancies as v`, with its values."""
        parts, values = ["true"], []
        if self.field is not None:
            parts.append("coalesce(v.field, 'other') = ?")
            values.append(self.field)
        if self.province is not None:
            parts.append("v.province_code = ?")
            values.append(self.province)
        if self.certificate is not None:
            parts.append("v.vacancy_id in (select vacancy_id from marts.certificate_vacancies where certificate = ?)")
            values.append(self.certificate)
        return " and ".join(parts), values


EVERYTHING = Group()


def known_groups(arrays: Arrays) -> dict[str, list[str]]:
    """Values that a group may take in a published build: `field`, `province`, `certificate`, sorted."""
    tables = {
        "field": "select distinct coalesce(field, 'other') as name from marts.vacancies order by name",
        "province": "select distinct province_code as name from marts.vacancies where name is not null order by name",
        "certificate": "select distinct certificate as name from marts.certificate_vacancies order by name",
    }
    return {kind: [str(name) for name in arrays(sql, [])["name"].tolist()] for kind, sql in tables.items()}


@dataclass(frozen=True)
class TrendCounts:
    """Monthly counts in long form with the names behind the indexes."""

    skills: list[str]
    strata: list[tuple[str, str]]
    """(source, job group), or (source, field) where groups are pooled"""
    months: list[str]
    """Consecutive, `YYYY-MM`, first to last."""
    skill: NDArray[np.int64]
    stratum: NDArray[np.int64]
    month: NDArray[np.int64]
    n: NDArray[np.float64]
    exposure: NDArray[np.float64]
    """strata × months"""


def _consecutive(first: str, last: str) -> list[str]:
    year, month = int(first[:4]), int(first[5:])
    months = []
    while (text := f"{year:04d}-{month:02d}") <= last:
        months.append(text)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return months


def months_before(month: str, n: int) -> str:
    """The month `n` months before `month`, as `YYYY-MM`."""
    at = int(month[:4]) * 12 + int(month[5:]) - 1 - n
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def trend_counts(
    arrays: Arrays, schema: Schema, first: str, last: str, group: Group = EVERYTHING
) -> TrendCounts | None:
    """Counts of the months `first` to `last`, or None where no vacancy of these months is dated."""
    if not group.whole:
        return joined(*group_cells(arrays, group, first, last), first, last)
    exposure = arrays(
        f"select source, {STRATUM} as stratum, month, n_vacancies from {schema}.trend_exposure "  # noqa: S608
        "where month between ? and ? order by all",
        [first, last],
    )
    cells = arrays(
        f"select skill_id, source, {STRATUM} as stratum, month, n_capped from {schema}.skill_trend_cells "  # noqa: S608
        "where month between ? and ? order by all",
        [first, last],
    )
    return joined(exposure, cells, first, last)


Columns = dict[str, NDArray[Any]]


def group_cells(arrays: Arrays, group: Group, first: str, last: str) -> tuple[Columns, Columns]:
    """(exposure, cells) of a group in the shape of the marts' tables."""
    condition, values = group.condition()
    exposure = arrays(
        f"""
        select v.source, coalesce(v.job_group, 'other') as stratum, v.month, count(*) as n_vacancies
        from marts.vacancies as v
        where v.month between ? and ? and {condition}
        group by all order by all
        """,  # noqa: S608
        [first, last, *values],
    )
    cells = arrays(
        f"""
        with named as (
            select
                vs.skill_id, v.source, coalesce(v.job_group, 'other') as stratum, v.month,
                row_number() over (
                    partition by vs.skill_id, v.month, v.source, coalesce(v.job_group, 'other'), v.employer_key
                    order by v.vacancy_id
                ) as nth_of_employer,
                row_number() over (
                    partition by vs.skill_id, v.month, vs.wording order by v.vacancy_id
                ) as nth_of_wording
            from marts.vacancy_skills as vs join marts.vacancies as v using (vacancy_id)
            where v.month between ? and ? and {condition}
        )
        select skill_id, source, stratum, month,
               count(*) filter (nth_of_employer <= ? and nth_of_wording <= ?) as n_capped
        from named group by all order by all
        """,  # noqa: S608
        [first, last, *values, EMPLOYER_MONTH_CAP, EMPLOYER_MONTH_CAP],
    )
    return exposure, cells


def joined(exposure: Columns, cells: Columns, first: str, last: str) -> TrendCounts | None:
    """Counts from columns (source, stratum, month, n_vacancies) and (skill_id, source, stratum, month, n_capped)."""
    if not len(exposure["month"]):
        return None
    months = _consecutive(first, last)
    month_at = {month: at for at, month in enumerate(months)}
    pooled = _pooled(exposure)
    strata = sorted(set(pooled.values()))
    stratum_at = {stratum: at for at, stratum in enumerate(strata)}
    table = np.zeros((len(strata), len(months)))
    columns = (exposure[c].tolist() for c in ("source", "stratum", "month", "n_vacancies"))
    for source, name, month, n in zip(*columns, strict=True):
        table[stratum_at[pooled[source, name]], month_at[month]] += n
    skills, skill = np.unique(np.array(cells["skill_id"], dtype=str), return_inverse=True)
    pairs = zip(cells["source"].tolist(), cells["stratum"].tolist(), strict=True)
    stratum = np.array([stratum_at[pooled[pair]] for pair in pairs], dtype=np.int64)
    month = np.array([month_at[m] for m in cells["month"].tolist()], dtype=np.int64)
    shape = (len(skills), len(strata), len(months))
    # pooled groups leave several rows for one cell
    flat = np.ravel_multi_index((skill.astype(np.int64), stratum, month), shape) if len(skill) else skill
    cell, row = np.unique(flat, return_inverse=True)
    n = np.bincount(row, weights=np.array(cells["n_capped"], dtype=np.float64), minlength=len(cell))
    at_skill, at_stratum, at_month = np.unravel_index(cell, shape) if len(cell) else (cell, cell, cell)
    return TrendCounts(
        skills=skills.tolist(),
        strata=strata,
        months=months,
        skill=at_skill.astype(np.int64),
        stratum=at_stratum.astype(np.int64),
        month=at_month.astype(np.int64),
        n=n.astype(np.float64),
        exposure=table,
    )


def _pooled(exposure: Columns) -> dict[tuple[str, str], tuple[str, str]]:
    """Where each (source, job group) is counted: by itself, or with its field where it has too few vacancies."""
    totals: dict[tuple[str, str], float] = {}
    rows = zip(*(exposure[c].tolist() for c in ("source", "stratum", "n_vacancies")), strict=True)
    for source, name, n in rows:
        totals[source, name] = totals.get((source, name), 0) + n
    return {
        (source, name): (source, name if total >= POOL_BELOW else name.split(".")[0])
        for (source, name), total in totals.items()
    }


def month_range(arrays: Arrays, schema: Schema, group: Group = EVERYTHING) -> tuple[str, str] | None:
    """First and last month with a dated vacancy."""
    condition, values = group.condition()
    source = f"{schema}.trend_exposure" if group.whole else f"marts.vacancies as v where {condition}"
    found = arrays(f"select min(month) as a, max(month) as b from {source}", values)  # noqa: S608
    first, last = found["a"].tolist()[0], found["b"].tolist()[0]
    return (str(first), str(last)) if isinstance(first, str) and isinstance(last, str) else None


@dataclass(frozen=True)
class SupportRow:
    """What stands behind a skill in the recent window, over all sources."""

    n_postings: int
    n_employers: int
    n_sources: int
    first_seen: str


def support(
    arrays: Arrays, schema: Schema, first_recent: str, as_of: str, group: Group = EVERYTHING
) -> dict[str, SupportRow]:
    """By skill id; first seen over everything known up to `as_of`, a year alone counting as its December.

    Within a group, what stands behind the counts is the group's; first seen is anybody's."""
    condition, values = group.condition()
    found = arrays(
        f"""
        with seen as (
            select vs.skill_id, case when {condition} then v.month end as month, v.source, v.employer_key,
                   coalesce(v.month, v.year::varchar || '-12') as known_month
            from {schema}.vacancy_skills as vs join {schema}.vacancies as v using (vacancy_id)
        )
        select
            skill_id,
            count(*) filter (month >= ?) as n_postings,
            count(distinct case when month >= ? then employer_key end) as n_employers,
            count(distinct case when month >= ? then source end) as n_sources,
            min(known_month) as first_seen
        from seen
        where known_month <= ?
        group by skill_id
        """,  # noqa: S608
        [*values, first_recent, first_recent, first_recent, as_of],
    )
    return {
        skill: SupportRow(int(n), int(employers), int(sources), str(first))
        for skill, n, employers, sources, first in zip(*(found[c].tolist() for c in found), strict=True)
    }
