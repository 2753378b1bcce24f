"""Is demand for a skill rising, and how sure are we? Pure statistics on counts; no files, no database.

The unit is a new vacancy. Counts come by skill, month and stratum (source × field), with the number of all new
vacancies of each month and stratum beside them. Recent months are compared with the months before:

1. Only strata with enough vacancies in both windows count, so that a source or field that enters, leaves or grows
   moves nothing by itself (stratified comparison after Mantel and Haenszel, 1959).
2. For skill s with t_g vacancies in stratum g and the stratum's share π_g = n_gR / (n_gR + n_gB) of vacancies in the
   recent window: expected recent count E = Σ t_g π_g, variance V = Σ t_g π_g (1 − π_g).
3. Ranked change l = log[(Σ y_gR n_gB / N_g + K) / (Σ y_gB n_gR / N_g + K)] with K pseudo-vacancies.
4. Over-dispersion φ from the monthly Pearson statistic about constant rates in each window, pulled towards the median
   of all skills.
5. Shrinkage: the likelihood of y_R among t vacancies at log ratio θ, flattened by φ, times a mixture of normals about
   "no change" whose weights are fitted to all skills (adaptive shrinkage, Stephens, 2017). The published ratio is exp
   of the posterior median, its interval the posterior's quantiles.
6. Error control: one-sided p from (y_R − E − ½) / √(φ V), q-values by Benjamini and Hochberg (1995).

A verdict is never one number: every gate that a skill passed or failed is kept in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from taxonomy.thresholds import Emergence

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STATUSES = ("new", "rising", "watch", "established", "declining", "insufficient")


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


@dataclass(frozen=True)
class Windows:
    """Which months and strata were compared."""

    recent: tuple[int, ...]
    baseline: tuple[int, ...]
    months_left_out: tuple[int, ...]
    strata: tuple[int, ...]
    n_recent: float
    n_baseline: float

    @property
    def enough(self) -> bool:
        """Whether there is anything to compare."""
        return bool(self.recent and self.baseline and self.strata)


@dataclass(frozen=True)
class Change:
    """Per skill: counts in the compared windows, change, interval and error rates (arrays of length n_skills)."""

    y_recent: Floats
    y_baseline: Floats
    score: Floats
    ratio: Floats
    ratio_low: Floats
    ratio_high: Floats
    probability: Floats
    """Posterior probability that the true ratio exceeds the effect floor."""
    q_up: Floats
    q_down: Floats
    months_up: Ints


def windows(counts: Counts, as_of: int, rules: Emergence) -> Windows:
    """Recent and baseline months up to `as_of` (an index), without thin months; strata present in both."""
    first = as_of - rules.recent_months + 1
    usable = counts.exposure.sum(axis=0) >= rules.min_month_exposure
    wanted_recent = range(max(first, 0), as_of + 1)
    wanted_baseline = range(max(first - rules.baseline_months, 0), max(first, 0))
    recent = tuple(m for m in wanted_recent if usable[m])
    baseline = tuple(m for m in wanted_baseline if usable[m])
    left_out = tuple(m for m in (*wanted_baseline, *wanted_recent) if not usable[m])
    in_recent = counts.exposure[:, list(recent)].sum(axis=1)
    in_baseline = counts.exposure[:, list(baseline)].sum(axis=1)
    floor = rules.min_stratum_exposure
    strata = tuple(np.flatnonzero((in_recent >= floor) & (in_baseline >= floor)).tolist())
    n_recent, n_baseline = in_recent[list(strata)].sum(), in_baseline[list(strata)].sum()
    if min(n_recent, n_baseline) < rules.min_window_exposure:
        strata = ()
    return Windows(recent, baseline, left_out, strata, float(n_recent), float(n_baseline))


def _table(counts: Counts, window: Windows) -> tuple[Floats, Floats]:
    """Counts as skills × strata × compared months, and exposure as strata × compared months."""
    months = [*window.baseline, *window.recent]
    month_at = np.full(counts.exposure.shape[1], -1)
    month_at[months] = np.arange(len(months))
    stratum_at = np.full(counts.exposure.shape[0], -1)
    stratum_at[list(window.strata)] = np.arange(len(window.strata))
    month, stratum = month_at[counts.month], stratum_at[counts.stratum]
    kept = (month >= 0) & (stratum >= 0)
    shape = (counts.n_skills, len(window.strata), len(months))
    flat = np.ravel_multi_index((counts.skill[kept], stratum[kept], month[kept]), shape)
    table: Floats = np.bincount(flat, weights=counts.n[kept], minlength=int(np.prod(shape))).astype(np.float64)
    return table.reshape(shape), counts.exposure[np.ix_(list(window.strata), months)]


def _dispersion(table: Floats, exposure: Floats, split: int, total: Floats, min_total: int) -> Floats:
    """φ per skill (step 4)."""
    statistic = np.zeros(len(table))
    for part in (slice(0, split), slice(split, None)):
        n = exposure[:, part]
        rate = table[:, :, part].sum(axis=2) / np.maximum(n.sum(axis=1), 1)
        expected = rate @ n
        observed = table[:, :, part].sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            statistic += np.nan_to_num((observed - expected) ** 2 / expected).sum(axis=1)
    freedom = max(exposure.shape[1] - 2, 1)
    frequent = total >= 5 * min_total
    median = float(np.median(statistic[frequent] / freedom)) if frequent.any() else 1.0
    phi: Floats = np.maximum(1.0, (statistic + 6 * median) / (freedom + 6))
    return phi


_GRID = np.arange(-4.0, 5.0 + 1e-9, 0.05)
"""True log ratios that are considered: from a fiftieth to 150-fold."""
_SPREADS = (0.0, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Standard deviations of the prior's components: from no change at all to a fivefold one."""


def _prior_components() -> Floats:
    """Probabilities on the grid, components × grid points; the first is all on "no change"."""
    rows = [np.isclose(_GRID, 0.0).astype(float), *(stats.norm.pdf(_GRID, scale=s) for s in _SPREADS[1:])]
    return np.array([row / row.sum() for row in rows])


def _posterior(y_recent: Floats, total: Floats, share: Floats, phi: Floats, fitted: NDArray[np.bool_]) -> Floats:
    """Step 5: probabilities of the true log ratio, skills × grid points.

    The likelihood is that of y_R among t when each vacancy is recent with odds π/(1 − π) · e^θ, flattened by φ; unlike
    a normal approximation it holds for skills that were not seen at all before. The prior's weights are found by
    expectation-maximisation over the skills `fitted`."""
    with np.errstate(divide="ignore"):
        odds = np.log(share / (1 - share))[:, None] + _GRID
    log_likelihood = (
        y_recent[:, None] * -np.logaddexp(0, -odds) - (total - y_recent)[:, None] * np.logaddexp(0, odds)
    ) / (phi[:, None])
    likelihood = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True))
    components = _prior_components()
    marginal = likelihood @ components.T
    weights = np.full(len(_SPREADS), 1 / len(_SPREADS))
    for _ in range(300):
        part = weights * marginal[fitted]
        # one pseudo-count each, so that few skills do not empty a component
        updated = (part / part.sum(axis=1, keepdims=True)).sum(axis=0) + 1.0
        updated /= updated.sum()
        converged = np.abs(updated - weights).max() < 1e-5
        weights = updated
        if converged:
            break
    posterior: Floats = likelihood * (weights @ components)
    posterior /= posterior.sum(axis=1, keepdims=True)
    return posterior


def _quantile(posterior: Floats, p: float) -> Floats:
    """Log ratio below which a share p of each row lies, between grid points by proportion."""
    cumulative = posterior.cumsum(axis=1)
    at = np.minimum((cumulative < p).sum(axis=1), len(_GRID) - 1)
    rows = np.arange(len(posterior))
    before = np.where(at > 0, cumulative[rows, at - 1], 0.0)
    step = (p - before) / np.maximum(posterior[rows, at], 1e-12)
    found: Floats = _GRID[at] + (np.clip(step, 0, 1) - 0.5) * 0.05
    return found


def change(counts: Counts, window: Windows, rules: Emergence) -> Change:
    """Steps 2 to 6 for every skill; the windows must hold enough (`Windows.enough`)."""
    table, exposure = _table(counts, window)
    split = len(window.baseline)
    by_stratum_baseline, by_stratum_recent = table[:, :, :split].sum(axis=2), table[:, :, split:].sum(axis=2)
    n_baseline, n_recent = exposure[:, :split].sum(axis=1), exposure[:, split:].sum(axis=1)
    n = n_baseline + n_recent
    y_baseline, y_recent = by_stratum_baseline.sum(axis=1), by_stratum_recent.sum(axis=1)
    total = y_baseline + y_recent

    up = by_stratum_recent @ (n_baseline / n)
    down = by_stratum_baseline @ (n_recent / n)
    k = rules.smoothing
    score = np.log((up + k) / (down + k))

    phi = _dispersion(table, exposure, split, total, rules.min_total)
    tested = total >= rules.min_total
    share = n_recent / n
    expected = (by_stratum_baseline + by_stratum_recent) @ share
    spread = np.sqrt(phi * ((by_stratum_baseline + by_stratum_recent) @ (share * (1 - share))) + 1e-12)
    q_up = _q_values(stats.norm.sf((y_recent - expected - 0.5) / spread), tested)
    q_down = _q_values(stats.norm.cdf((y_recent - expected + 0.5) / spread), tested)

    rate = by_stratum_baseline / np.maximum(n_baseline, 1)
    months_up = (table[:, :, split:].sum(axis=1) > rate @ exposure[:, split:]).sum(axis=1)
    posterior = _posterior(y_recent, total, np.clip(expected / np.maximum(total, 1), 1e-6, 1 - 1e-6), phi, tested)
    tail = (1 - rules.interval) / 2
    low, middle, high = (_quantile(posterior, p) for p in (tail, 0.5, 1 - tail))
    return Change(
        y_recent, y_baseline, score, np.exp(middle), np.exp(low), np.exp(high),
        posterior[:, np.log(rules.effect) < _GRID].sum(axis=1), q_up, q_down, months_up,
    )  # fmt: skip


def _q_values(p: Floats, tested: NDArray[np.bool_]) -> Floats:
    q = np.ones(len(p))
    if tested.any():
        q[tested] = stats.false_discovery_control(np.clip(p[tested], 0, 1))
    return q


@dataclass(frozen=True)
class Support:
    """Per skill, in the recent window over all sources: what stands behind the counts."""

    n_employers: Ints
    n_sources: Ints
    months_since_first_seen: Ints
    is_known: NDArray[np.bool_]
    n_panel_sources: int


def gates(found: Change, support: Support, rules: Emergence) -> dict[str, NDArray[np.bool_]]:
    """Each gate of a rise: True where the skill passes it."""
    return {
        "postings": found.y_recent >= rules.min_recent,
        "employers": support.n_employers >= rules.min_employers,
        "sources": support.n_sources >= min(rules.min_sources, support.n_panel_sources),
        "months": found.months_up >= rules.min_months_up,
        "effect": found.ratio > rules.effect,
        "q": found.q_up < rules.q,
    }


def verdicts(found: Change, support: Support, rules: Emergence) -> list[str]:
    """One of STATUSES per skill. `new` is a rise of something that the taxonomy does not know, first seen lately."""
    passed = gates(found, support, rules)
    rising = np.logical_and.reduce(list(passed.values()))
    recent = support.months_since_first_seen < rules.new_months
    new = rising & ~support.is_known & recent
    falling = (found.q_down < rules.q) & (found.ratio_high < 1 / rules.effect)
    watch = (found.probability > rules.watch_probability) & passed["postings"]
    enough = found.y_recent + found.y_baseline >= rules.min_total
    labels = np.select(
        [new, rising, falling & enough, watch, enough],
        ["new", "rising", "declining", "watch", "established"],
        default="insufficient",
    )
    return [str(label) for label in labels]
