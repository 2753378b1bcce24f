"""Counts for trends, read alike from the working warehouse (schema `core`) and from a published build (`marts`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Schema = Literal["core", "marts"]
Arrays = Callable[[str, Sequence[Any]], dict[str, NDArray[Any]]]
"""Runs a query and gives its columns as numpy arrays."""


@dataclass(frozen=True)
class TrendCounts:
    """Monthly counts in long form with the names behind the indexes."""

    skills: list[str]
    strata: list[tuple[str, str]]
    """(source, job group)"""
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


def trend_counts(arrays: Arrays, schema: Schema, first: str, last: str) -> TrendCounts | None:
    """Counts of the months `first` to `last`, or None where no vacancy of these months is dated."""
    exposure = arrays(
        f"select source, job_group, month, n_vacancies from {schema}.trend_exposure "  # noqa: S608
        "where month between ? and ? order by all",
        [first, last],
    )
    if not len(exposure["month"]):
        return None
    cells = arrays(
        f"select skill_id, source, job_group, month, n_capped from {schema}.skill_trend_cells "  # noqa: S608
        "where month between ? and ? order by all",
        [first, last],
    )
    months = _consecutive(first, last)
    month_at = {month: at for at, month in enumerate(months)}
    strata = sorted(set(zip(exposure["source"].tolist(), exposure["job_group"].tolist(), strict=True)))
    stratum_at = {stratum: at for at, stratum in enumerate(strata)}
    table = np.zeros((len(strata), len(months)))
    for source, group, month, n in zip(*(exposure[c].tolist() for c in exposure), strict=True):
        table[stratum_at[source, group], month_at[month]] = n
    skills, skill = np.unique(np.array(cells["skill_id"], dtype=str), return_inverse=True)
    pairs = zip(cells["source"].tolist(), cells["job_group"].tolist(), strict=True)
    return TrendCounts(
        skills=skills.tolist(),
        strata=strata,
        months=months,
        skill=skill.astype(np.int64),
        stratum=np.array([stratum_at[pair] for pair in pairs], dtype=np.int64),
        month=np.array([month_at[m] for m in cells["month"].tolist()], dtype=np.int64),
        n=np.array(cells["n_capped"], dtype=np.float64),
        exposure=table,
    )


def month_range(arrays: Arrays, schema: Schema) -> tuple[str, str] | None:
    """First and last month with a dated vacancy."""
    found = arrays(f"select min(month) as a, max(month) as b from {schema}.trend_exposure", [])  # noqa: S608
    first, last = found["a"].tolist()[0], found["b"].tolist()[0]
    return (str(first), str(last)) if isinstance(first, str) and isinstance(last, str) else None


@dataclass(frozen=True)
class SupportRow:
    """What stands behind a skill in the recent window, over all sources."""

    n_postings: int
    n_employers: int
    n_sources: int
    first_seen: str


def support(arrays: Arrays, schema: Schema, first_recent: str, as_of: str) -> dict[str, SupportRow]:
    """By skill id; first seen over everything known up to `as_of`, a year alone counting as its December."""
    found = arrays(
        f"""
        with seen as (
            select vs.skill_id, v.month, v.source, v.employer_key,
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
        [first_recent, first_recent, first_recent, as_of],
    )
    return {
        skill: SupportRow(int(n), int(employers), int(sources), str(first))
        for skill, n, employers, sources, first in zip(*(found[c].tolist() for c in found), strict=True)
    }
