"""Counts of skills by month and stratum → monthly series per skill, observed beside expected. No files, no database.

"Expected" is what a skill's months would hold if its rate had not changed over the compared months:

- within strata (indirect standardisation, as the standardised mortality ratio of epidemiology; Breslow and Day, 1987):
  E_st = Σ_g (y_sg / n_g) n_gt. A stratum (source × field) that grows, enters or leaves moves nothing.
- of the market: the same over groups of strata. Strata of one source are one group, so that demand which moves from
  field to field counts as demand, while sources still cannot move anything. A stratum that was absent in more than a
  quarter of the months is a group of its own.

Only sums over strata are dense (skills × months); skills × strata stay sparse, so that 100,000 skills in 200 strata fit
into ordinary memory."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from taxonomy.thresholds import Emergence

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """Monthly counts in long form. `skill`, `stratum` and `month` index the axes; months are consecutive."""

    skill: Ints
    stratum: Ints
    month: Ints
    n: Floats
    exposure: Floats
    """All new vacancies, strata × months."""
    n_skills: int
    group: Ints | None = None
    """Source of each stratum, as numbers; None where all strata are one market."""

    def until(self, as_of: int) -> Counts:
        """Only what was known at the end of month `as_of` (an index)."""
        kept = self.month <= as_of
        return Counts(
            self.skill[kept], self.stratum[kept], self.month[kept], self.n[kept], self.exposure[:, : as_of + 1],
            self.n_skills, self.group,
        )  # fmt: skip


@dataclass(frozen=True)
class Windows:
    """Which months and strata were compared."""

    recent: tuple[int, ...]
    baseline: tuple[int, ...]
    months_left_out: tuple[int, ...]
    strata: tuple[int, ...]
    n_recent: float
    n_baseline: float
    strata_left_out: tuple[int, ...] = field(default=())
    """Strata with vacancies in these months, but too few in one of the two windows."""

    @property
    def enough(self) -> bool:
        """Whether there is anything to compare."""
        return bool(self.recent and self.baseline and self.strata)


def windows(counts: Counts, as_of: int, rules: Emergence) -> Windows:
    """Recent months up to `as_of` (an index) and the baseline before them, without thin months; strata in both."""
    first = as_of - rules.recent_months + 1
    recent = range(max(first, 0), as_of + 1)
    baseline = range(max(first - rules.baseline_months, 0), max(first, 0))
    return compared(counts, recent, baseline, rules)


def year_earlier(counts: Counts, as_of: int, rules: Emergence) -> Windows | None:
    """The recent months against the same months a year before; None where these do not exist or hold too little."""
    first = as_of - rules.recent_months + 1
    if first < 12:
        return None
    found = compared(counts, range(first, as_of + 1), range(first - 12, as_of - 11), rules)
    whole = len(found.recent) == len(found.baseline) == rules.recent_months
    return found if found.enough and whole else None


def compared(counts: Counts, recent: range, baseline: range, rules: Emergence) -> Windows:
    """The usable months of two windows and the strata that hold enough vacancies in both."""
    usable = counts.exposure.sum(axis=0) >= rules.min_month_exposure
    kept_recent = tuple(m for m in recent if usable[m])
    kept_baseline = tuple(m for m in baseline if usable[m])
    left_out = tuple(m for m in (*baseline, *recent) if not usable[m])
    in_recent = counts.exposure[:, list(kept_recent)].sum(axis=1)
    in_baseline = counts.exposure[:, list(kept_baseline)].sum(axis=1)
    floor = rules.min_stratum_exposure
    both = (in_recent >= floor) & (in_baseline >= floor)
    strata = tuple(np.flatnonzero(both).tolist())
    dropped = tuple(np.flatnonzero(~both & (in_recent + in_baseline > 0)).tolist())
    n_recent, n_baseline = float(in_recent[both].sum()), float(in_baseline[both].sum())
    if min(n_recent, n_baseline) < rules.min_window_exposure:
        strata = ()
    return Windows(kept_recent, kept_baseline, left_out, strata, n_recent, n_baseline, dropped)


@dataclass(frozen=True)
class Panel:
    """Series of the compared months, baseline first; arrays are skills × months unless said."""

    observed: Floats
    within: Floats
    """Expected from the rates within strata."""
    market: Floats
    """Expected from the rates within groups of strata."""
    exposure: Floats
    """Vacancies of the compared strata, per month."""
    split: int
    """Number of baseline months."""
    variance: Floats
    """Per skill: Σ_g t_g π_g (1 − π_g), the variance of its recent count given its total of each stratum."""

    @property
    def total(self) -> Floats:
        """Vacancies naming each skill in both windows."""
        total: Floats = self.observed.sum(axis=1)
        return total

    def sums(self, series: Floats) -> tuple[Floats, Floats]:
        """(baseline, recent) sums of a series."""
        return series[:, : self.split].sum(axis=1), series[:, self.split :].sum(axis=1)


def panel(counts: Counts, window: Windows, presence: float) -> Panel:
    """The series of all skills. `presence`: share of months in which a stratum must be there to join its group."""
    months = [*window.baseline, *window.recent]
    strata = list(window.strata)
    month_at = np.full(counts.exposure.shape[1], -1)
    month_at[months] = np.arange(len(months))
    stratum_at = np.full(counts.exposure.shape[0], -1)
    stratum_at[strata] = np.arange(len(strata))
    month, stratum = month_at[counts.month], stratum_at[counts.stratum]
    kept = (month >= 0) & (stratum >= 0)
    skill, month, stratum, n = counts.skill[kept], month[kept], stratum[kept], counts.n[kept]

    size = counts.n_skills * len(months)
    observed: Floats = np.bincount(skill * len(months) + month, weights=n, minlength=size).astype(np.float64)
    totals = sparse.coo_array((n, (skill, stratum)), shape=(counts.n_skills, len(strata))).tocsr()
    exposure = counts.exposure[np.ix_(strata, months)]
    split = len(window.baseline)
    pi = exposure[:, split:].sum(axis=1) / exposure.sum(axis=1)
    own_group = (exposure > 0).mean(axis=1) < presence
    group = np.zeros(len(strata), dtype=np.int64) if counts.group is None else counts.group[strata]
    members = np.where(own_group, group.max(initial=0) + 1 + np.arange(len(strata)), group)
    return Panel(
        observed.reshape(counts.n_skills, len(months)), _expected(totals, exposure),
        _expected_by_group(totals, exposure, members), exposure.sum(axis=0), split, totals @ (pi * (1 - pi)),
    )  # fmt: skip


def _expected(totals: sparse.csr_array, exposure: Floats) -> Floats:
    expected: Floats = np.asarray(totals @ (exposure / exposure.sum(axis=1, keepdims=True)))
    return expected


def _expected_by_group(totals: sparse.csr_array, exposure: Floats, members: Ints) -> Floats:
    names, at = np.unique(members, return_inverse=True)
    joined = sparse.coo_array((np.ones(len(at)), (np.arange(len(at)), at)), shape=(len(at), len(names))).tocsr()
    return _expected((totals @ joined).tocsr(), np.asarray(joined.T @ exposure))
