"""Is demand for a skill rising, and how sure are we? Pure statistics on counts; no files, no database.

The unit is a new vacancy. Counts come by skill, month and stratum (source × field), with the number of all new
vacancies of each month and stratum beside them. Recent months are compared with the months before:

1. Only strata with enough vacancies in both windows count, so that a source or field that enters, leaves or grows
   moves nothing by itself (stratified comparison after Mantel and Haenszel, 1959; `taxonomy.panel`).
2. For skill s with t_g vacancies in stratum g and the stratum's share π_g = n_gR / (n_gR + n_gB) of vacancies in the
   recent window: expected recent count E = Σ t_g π_g, variance V = Σ t_g π_g (1 − π_g).
3. Over-dispersion φ from successive differences of the monthly ratio observed / expected within each window (von
   Neumann, 1941), so that neither a steady trend nor the step between the windows counts as noise; pulled towards the
   median of all skills.
4. Shrinkage: the likelihood of y_R among t vacancies at log ratio θ, flattened by φ, times a mixture of normals about
   "no change" whose weights are fitted to all skills (adaptive shrinkage, Stephens, 2017; `taxonomy.posterior`). The
   published ratio is exp of the posterior median, its interval the posterior's quantiles.
5. Error control: one-sided p from (y_R − E − ½) / √(φ V), q-values by Benjamini and Hochberg (1995).
6. Will it last (`taxonomy.forecast`): skills are ranked by the probability that the next year confirms the rise,
   corrected by how often earlier forecasts came true (`taxonomy.calibration`).
7. Season: with a year behind them the recent months are also compared with the same months of the year before.

Steps 2 to 5 and 7 hold the mix of strata constant; verdicts rest on them. The ranking looks at the market within each
source, where demand that moves from field to field counts; it is never enough for a verdict.

A verdict is never one number: every gate that a skill passed or failed is kept, `None` where it could not be asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from taxonomy import calibration, forecast, posterior
from taxonomy.calibration import Calibration, confirmation
from taxonomy.forecast import Forecast
from taxonomy.panel import Counts, Floats, Ints, Panel, Windows, panel, windows, year_earlier
from taxonomy.thresholds import Emergence

__all__ = [
    "GATES", "STATUSES", "Change", "Counts", "Support", "Windows", "change", "confirmation", "gates", "verdicts",
    "windows",
]  # fmt: skip

STATUSES = ("new", "rising", "watch", "established", "declining", "insufficient")
GATES = ("postings", "employers", "sources", "months", "effect", "interval", "q", "lasting", "season")


@dataclass(frozen=True)
class Change:
    """Per skill: counts in the compared windows, change, interval and error rates (arrays of length n_skills)."""

    y_recent: Floats
    y_baseline: Floats
    score: Floats
    """Probability that the next year confirms the rise: what skills are ranked by (`Forecast.confirmed`)."""
    ratio: Floats
    ratio_low: Floats
    ratio_high: Floats
    probability: Floats
    """Posterior probability that the true ratio exceeds the effect floor."""
    q_up: Floats
    q_down: Floats
    months_up: Ints
    stands: Floats
    """Posterior probability that the ratio is so high that the lasting effect is there if the level merely stays."""
    lasting: Floats
    """Probability that the share of the next year is the lasting effect above that of the compared months."""
    within: Floats
    """As `score`, with the mix of strata held constant."""
    expected_ratio: Floats
    year_ratio: Floats
    """Recent months over the same months a year before; NaN where these are not there."""
    fitted_laws: bool
    calibration: Calibration
    """How `score`, `within` and `lasting` were corrected."""


def change(counts: Counts, window: Windows, rules: Emergence, corrected: Calibration | None = None) -> Change:
    """Steps 2 to 7 for every skill; the windows must hold enough (`Windows.enough`).

    `corrected`: the calibration as of the last compared month; worked out here where it is not given."""
    as_of = max(window.recent)
    corrected = corrected or calibration.past(counts, as_of, rules).calibration(as_of)
    found = panel(counts, window, rules.market_presence)
    y_baseline, y_recent = found.sums(found.observed)
    _, expected = found.sums(found.within)
    total = found.total
    tested = total >= rules.min_total
    phi = _dispersion(found, rules.min_total)
    spread = np.sqrt(phi * found.variance + 1e-12)
    rate_before = y_baseline / np.maximum(found.sums(found.within)[0], 1e-9)
    months_up = (found.observed[:, found.split :] > rate_before[:, None] * found.within[:, found.split :]).sum(axis=1)
    effects = (rules.effect, standing_ratio(found.exposure, found.split, rules.lasting_effect))
    shrunk = posterior.shrink(y_recent, total, expected, phi, tested, effects, rules.interval)
    ahead = _ahead(found, found.market, rules)
    return Change(
        y_recent, y_baseline, corrected(ahead.confirmed), shrunk.ratio, shrunk.low, shrunk.high, shrunk.above[0],
        _q_values(stats.norm.sf((y_recent - expected - 0.5) / spread), tested),
        _q_values(stats.norm.cdf((y_recent - expected + 0.5) / spread), tested),
        months_up, shrunk.above[1], corrected(ahead.lasting), corrected(_ahead(found, found.within, rules).confirmed),
        ahead.expected_ratio, _year_ratio(counts, as_of, rules), ahead.fitted_laws, corrected,
    )  # fmt: skip


def standing_ratio(exposure: Floats, split: int, effect: float) -> float:
    """The ratio of recent to earlier share at which the recent share is `effect` times that of all compared months.

    With a share ρ of the vacancies in the recent months: r = effect (1 − ρ) / (1 − effect ρ); 1.8 for three even months
    of twelve and 1.5. Infinite where the recent months weigh so much that no ratio would do."""
    recent = float(exposure[split:].sum() / exposure.sum())
    return effect * (1 - recent) / (1 - effect * recent) if effect * recent < 1 else float("inf")


def _ahead(found: Panel, expected: Floats, rules: Emergence) -> Forecast:
    return forecast.forecast(found.observed, expected, found.exposure, confirmation(rules))


def _year_ratio(counts: Counts, as_of: int, rules: Emergence) -> Floats:
    """Step 7: ratio of the recent months to the same months a year before, strata held constant, half a vacancy added.

    Not shrunk: it only has to tell a rise from last year's; whether the rise is chance is asked elsewhere."""
    window = year_earlier(counts, as_of, rules)
    if window is None:
        return np.full(counts.n_skills, np.nan)
    found = panel(counts, window, rules.market_presence)
    before, recent = found.sums(found.observed)
    expected_before, expected_recent = found.sums(found.within)
    ratio: Floats = (recent + 0.5) / (expected_recent + 0.5) * (expected_before + 0.5) / (before + 0.5)
    return ratio


def _dispersion(found: Panel, min_total: int) -> Floats:
    """φ per skill (step 3)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = found.observed / found.within
        inverse = 1 / found.within
        terms = np.diff(ratio, axis=1) ** 2 / (inverse[:, 1:] + inverse[:, :-1])
    terms = np.nan_to_num(np.delete(terms, found.split - 1, axis=1), posinf=0.0)
    freedom = max(terms.shape[1], 1)
    statistic = terms.sum(axis=1)
    frequent = found.total >= 5 * min_total
    median = float(np.median(statistic[frequent] / freedom)) if frequent.any() else 1.0
    phi: Floats = np.maximum(1.0, (statistic + 6 * median) / (freedom + 6))
    return phi


def _q_values(p: Floats, tested: NDArray[np.bool_]) -> Floats:
    q = np.ones(len(p))
    if tested.any():
        q[tested] = stats.false_discovery_control(np.clip(p[tested], 0, 1))
    return q


@dataclass(frozen=True)
class Support:
    """Per skill, in the recent window over all sources: what stands behind the counts. None: not known."""

    n_employers: Ints | None
    n_sources: Ints | None
    months_since_first_seen: Ints
    is_known: NDArray[np.bool_]
    n_panel_sources: int


Gate = NDArray[np.bool_] | None
"""True where a skill passes; None where nobody could ask."""


def gates(found: Change, support: Support, rules: Emergence) -> dict[str, Gate]:
    """Each gate of a rise, in the order of GATES."""
    asked = not np.isnan(found.lasting).any()
    # a change that is large enough as it stands needs no drift to be foreseen: it would have to fall back
    lasts = (found.lasting > rules.lasting_probability) | (found.stands > rules.watch_probability)
    with_year = not np.isnan(found.year_ratio).any()
    wanted_sources = min(rules.min_sources, support.n_panel_sources)
    return {
        "postings": found.y_recent >= rules.min_recent,
        "employers": None if support.n_employers is None else support.n_employers >= rules.min_employers,
        "sources": None if support.n_sources is None else support.n_sources >= wanted_sources,
        "months": found.months_up >= rules.min_months_up,
        "effect": found.ratio > rules.effect,
        "interval": found.ratio_low > 1,
        "q": found.q_up < rules.q,
        "lasting": lasts if asked else None,
        "season": found.year_ratio > rules.year_effect if with_year else None,
    }


def verdicts(found: Change, support: Support, rules: Emergence) -> list[str]:
    """One of STATUSES per skill. `new` is a rise of something that the taxonomy does not know, first seen lately."""
    passed = gates(found, support, rules)
    rising = np.logical_and.reduce([gate for gate in passed.values() if gate is not None])
    recent = support.months_since_first_seen < rules.new_months
    new = rising & ~support.is_known & recent
    falling = (found.q_down < rules.q) & (found.ratio_high < 1 / rules.effect)
    watch = (found.probability > rules.watch_probability) & (found.y_recent >= rules.min_recent)
    enough = found.y_recent + found.y_baseline >= rules.min_total
    labels = np.select(
        [new, rising, falling & enough, watch, enough],
        ["new", "rising", "declining", "watch", "established"],
        default="insufficient",
    )
    return [str(label) for label in labels]
