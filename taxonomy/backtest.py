"""Would it have been right? Outcomes, measures, rivals and placebos for a back-test; pure statistics on counts.

A detector sees a panel of compared months and orders skills; the outcome is what the months after the origin showed.
Rivals see the same months: raw and smoothed ratio of the recent to the earlier months, log odds with an informative
Dirichlet prior (Monroe, Colaresi and Quinn, 2008), and Mann-Kendall's test of trend (Mann, 1945; Kendall, 1975)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from taxonomy.forecast import Confirmation
from taxonomy.panel import Counts, Floats, Panel, Windows

Flags = NDArray[np.bool_]
Measure = Callable[[Floats, Flags], float]


@dataclass(frozen=True)
class Outcome:
    """What the months after an origin showed, per skill."""

    market: Flags
    """Confirmed on shares of all vacancies of the compared strata."""
    within: Flags
    """Confirmed against what the skill's strata would hold at their old rates: the mix cannot do it."""
    ratio: Floats
    """Share after over share before, of the market."""


def outcome(counts: Counts, window: Windows, rule: Confirmation) -> Outcome:
    """Compare the `horizon` months after the last compared month with the compared months.

    Strata that are not there afterwards are left out of both sides. Confirmed: the share is at least `effect` times
    the earlier one, on at least `min_total` vacancies in both spans, with a one-sided exact binomial test below `p`."""
    start = max(window.recent) + 1
    months = [*window.baseline, *window.recent]
    strata = list(window.strata)
    after = counts.exposure[strata, start : start + rule.horizon].sum(axis=1)
    before = counts.exposure[np.ix_(strata, months)].sum(axis=1)
    place = np.full(counts.exposure.shape[0], -1)
    place[strata] = np.where(after > 0, np.arange(len(strata)), -1)
    there = place[counts.stratum] >= 0
    late = there & (counts.month >= start) & (counts.month < start + rule.horizon)
    early = there & np.isin(counts.month, months)
    y_after = _sums(counts, late, counts.n[late])
    y_before = _sums(counts, early, counts.n[early])
    kept = after > 0
    share = np.where(kept, after / np.maximum(before, 1), 0)
    expected = _sums(counts, early, counts.n[early] * share[place[counts.stratum[early]]])
    overall = y_before * (after[kept].sum() / max(before[kept].sum(), 1))
    ratio = (y_after + 0.5) / (overall + 0.5)
    return Outcome(_confirmed(y_after, y_before, overall, rule), _confirmed(y_after, y_before, expected, rule), ratio)


def _sums(counts: Counts, rows: Flags, values: Floats) -> Floats:
    """Per skill: sum of `values`, which belong to the rows of the counts."""
    return np.bincount(counts.skill[rows], values, counts.n_skills).astype(np.float64)


def _confirmed(after: Floats, before: Floats, expected: Floats, rule: Confirmation) -> Flags:
    pi = expected / np.maximum(expected + before, 1e-9)
    chance = stats.binom.sf(np.round(after) - 1, np.round(after + before), pi)
    found: Flags = (after >= rule.effect * expected) & (after + before >= rule.min_total) & (chance < rule.p)
    return found


def average_precision(scores: Floats, truth: Flags) -> float:
    """Mean precision at the ranks of the true ones; NaN where there are none."""
    hits = truth[np.argsort(-scores, kind="stable")]
    if not hits.any():
        return float("nan")
    precision: Floats = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def precision_at(k: int) -> Measure:
    """Share of true ones among the first k."""

    def measure(scores: Floats, truth: Flags) -> float:
        return float(truth[np.argsort(-scores, kind="stable")[:k]].mean())

    return measure


def interval(measure: Measure, scores: Floats, truth: Flags, draws: int, seed: int = 0) -> tuple[float, float]:
    """90 % bootstrap interval over skills."""
    rng = np.random.default_rng(seed)
    found = [measure(scores[at], truth[at]) for at in (rng.integers(0, len(truth), len(truth)) for _ in range(draws))]
    if np.isnan(found).all():
        return float("nan"), float("nan")
    low, high = np.nanquantile(found, [0.05, 0.95])
    return float(low), float(high)


def rivals(found: Panel) -> dict[str, Floats]:
    """Scores of the simple detectors on the same months, over all compared strata together."""
    n_before, n_recent = found.exposure[: found.split].sum(), found.exposure[found.split :].sum()
    before, recent = found.sums(found.observed)

    def ratio(added: float) -> Floats:
        logs: Floats = np.log((recent / n_recent + added) / (before / n_before + added))
        return logs

    return {
        "smoothed_ratio": ratio(20e-6),
        "raw_ratio": ratio(1e-12),
        "log_odds_z": _log_odds_z(before, recent, n_before, n_recent),
        "mann_kendall": _mann_kendall(found.observed / found.exposure),
    }


def _log_odds_z(before: Floats, recent: Floats, n_before: float, n_recent: float) -> Floats:
    """Prior as strong as a hundredth of the earlier vacancies, shaped like both windows together."""
    strength = n_before / 100
    prior = strength * (before + recent + 0.5) / (n_before + n_recent)

    def log_odds(y: Floats, n: float) -> Floats:
        logs: Floats = np.log((y + prior) / np.maximum(n + strength - y - prior, 1))
        return logs

    z: Floats = (log_odds(recent, n_recent) - log_odds(before, n_before)) / np.sqrt(
        1 / (recent + prior) + 1 / (before + prior)
    )
    return z


def _mann_kendall(shares: Floats) -> Floats:
    """Standardised S of each row."""
    n = shares.shape[1]
    signs = sum(np.sign(shares[:, late] - shares[:, early]) for late in range(n) for early in range(late))
    deviation = np.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    z: Floats = np.asarray(signs, dtype=np.float64) / deviation
    return z


def shuffled(counts: Counts, months: list[int], seed: int) -> Counts:
    """Every skill's good and bad months in an order of its own: size, strata and dispersion stay, any trend goes.

    A skill's rate in a stratum stays what it was over these months; its monthly ups and downs (observed over expected,
    one vacancy added to both, so that thin months do not shout) are dealt anew; counts are drawn from the product."""
    rng = np.random.default_rng(seed)
    inside = np.isin(counts.month, months)
    exposure = counts.exposure[:, months]
    size = exposure.sum(axis=1)
    n_strata = len(size)
    pairs, at = np.unique(counts.skill[inside] * n_strata + counts.stratum[inside], return_inverse=True)
    skill, stratum = pairs // n_strata, pairs % n_strata
    rate = np.bincount(at, counts.n[inside]) / np.maximum(size[stratum], 1)
    mean = rate[:, None] * exposure[stratum]
    expected, observed = (np.zeros((counts.n_skills, len(months))) for _ in range(2))
    np.add.at(expected, skill, mean)
    np.add.at(observed, (counts.skill[inside], np.searchsorted(months, counts.month[inside])), counts.n[inside])
    ups = rng.permuted((observed + 1) / (expected + 1), axis=1)
    drawn = rng.poisson(mean * ups[skill])
    row, month = np.nonzero(drawn)
    return Counts(
        skill[row], stratum[row], np.asarray(months)[month], drawn[row, month].astype(np.float64), counts.exposure,
        counts.n_skills, counts.group,
    )  # fmt: skip


def with_added_source(counts: Counts, recent: tuple[int, ...]) -> Counts:
    """A new source appears in the recent months only, and shows what the largest stratum shows."""
    largest = int(counts.exposure.sum(axis=1).argmax())
    copied = (counts.stratum == largest) & np.isin(counts.month, recent)
    extra = np.zeros((1, counts.exposure.shape[1]))
    extra[0, list(recent)] = counts.exposure[largest, list(recent)]
    n_strata = counts.exposure.shape[0]
    return Counts(
        np.append(counts.skill, counts.skill[copied]), np.append(counts.stratum, np.full(copied.sum(), n_strata)),
        np.append(counts.month, counts.month[copied]), np.append(counts.n, counts.n[copied]),
        np.vstack([counts.exposure, extra]), counts.n_skills,
        None if counts.group is None else np.append(counts.group, counts.group.max() + 1),
    )  # fmt: skip


def with_grown_stratum(counts: Counts, recent: tuple[int, ...], factor: float = 2.0) -> Counts:
    """The largest stratum grows in the recent months, with everything in it."""
    largest = int(counts.exposure.sum(axis=1).argmax())
    grown = (counts.stratum == largest) & np.isin(counts.month, recent)
    exposure = counts.exposure.copy()
    exposure[largest, list(recent)] *= factor
    return Counts(
        counts.skill, counts.stratum, counts.month, np.where(grown, counts.n * factor, counts.n), exposure,
        counts.n_skills, counts.group,
    )  # fmt: skip


def reposted(counts: Counts, times: float = 3.0) -> Counts:
    """Every posting posted several times."""
    return Counts(
        counts.skill, counts.stratum, counts.month, counts.n * times, counts.exposure * times, counts.n_skills,
        counts.group,
    )  # fmt: skip
