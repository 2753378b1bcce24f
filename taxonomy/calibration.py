"""How often did earlier forecasts come true? Probabilities corrected by what later months showed; pure statistics.

A forecast assumes that shares go on moving as they did; after a lively year that is too sure. So every earlier month
is forecast again from what was known then, for a quarter, a half and the whole of the horizon, and laid beside what
came. Only outcomes that lie before the month of the judgement enter, so that nothing is known too early.

The correction is Platt's (1999): logit p' = shift + slope · logit p, by maximum likelihood with a normal prior about
`USUAL`, which also serves where nothing can be looked back upon. It never changes the order of skills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from taxonomy import backtest, forecast
from taxonomy.forecast import Confirmation
from taxonomy.panel import Counts, Floats, panel, windows
from taxonomy.thresholds import Emergence

USUAL = (-0.5, 0.8)
"""Shift and slope on Job-SDF up to 2022-03: forecasts of the first origins were so much too sure."""
_PRIOR_WEIGHT = 20.0
_MAX_SKILLS = 5_000
"""So many skills of all sizes are enough to learn two numbers."""
_SHORTEST = 3
_EDGE = 1e-6


@dataclass(frozen=True)
class Calibration:
    """The correction, and on how much it rests."""

    shift: float
    slope: float
    n_origins: int
    """Earlier months that could be looked back upon; with none the usual correction stands in."""

    def __call__(self, p: Floats) -> Floats:
        """Corrected probabilities; NaN stays NaN."""
        corrected: Floats = special.expit(self.shift + self.slope * _logit(p))
        return corrected


@dataclass(frozen=True)
class Past:
    """Forecasts of earlier months beside what came, each worked out once however many months are judged."""

    counts: Counts
    rules: Emergence
    _seen: dict[tuple[int, int], tuple[Floats, NDArray[np.bool_]] | None] = field(default_factory=dict)

    def calibration(self, as_of: int) -> Calibration:
        """The correction as of month `as_of` (an index), from outcomes that were known by then."""
        pairs = list(self._pairs(as_of))
        found = np.array(USUAL)
        if pairs:
            x = _logit(np.concatenate([p for _, p, _ in pairs]))
            came = np.concatenate([y for _, _, y in pairs]).astype(np.float64)
            found = optimize.minimize(_loss, found, (x, came), jac=True, method="BFGS").x
        # a slope at or below zero would turn the order round
        return Calibration(float(found[0]), max(float(found[1]), 0.1), len({origin for origin, _, _ in pairs}))

    def _pairs(self, as_of: int) -> Iterator[tuple[int, Floats, NDArray[np.bool_]]]:
        whole = self.rules.horizon
        for horizon in sorted({max(part, _SHORTEST) for part in (whole // 4, whole // 2, whole)}):
            for origin in range(as_of - horizon + 1):
                if (origin, horizon) not in self._seen:
                    self._seen[origin, horizon] = self._look_back(origin, horizon)
                found = self._seen[origin, horizon]
                if found is not None:
                    yield origin, *found

    def _look_back(self, origin: int, horizon: int) -> tuple[Floats, NDArray[np.bool_]] | None:
        known = self.counts.until(origin)
        window = windows(known, origin, self.rules)
        months = len(window.baseline) + len(window.recent)
        if not window.enough or origin not in window.recent or months < forecast.MIN_MONTHS:
            return None
        found = panel(known, window, self.rules.market_presence)
        rule = replace(confirmation(self.rules), horizon=horizon)
        p = forecast.forecast(found.observed, found.market, found.exposure, rule).confirmed
        came = backtest.outcome(self.counts.until(origin + horizon), window, rule).market
        tested = found.total >= self.rules.min_total
        return p[tested], came[tested]


def past(counts: Counts, as_of: int, rules: Emergence) -> Past:
    """What can be looked back upon at month `as_of`: everything known then, of at most `_MAX_SKILLS` skills."""
    known = counts.until(as_of)
    if known.n_skills <= _MAX_SKILLS:
        return Past(known, rules)
    sizes = np.bincount(known.skill, known.n, known.n_skills)
    chosen = np.argsort(sizes, kind="stable")[:: -(-known.n_skills // _MAX_SKILLS)]
    place = np.full(known.n_skills, -1)
    place[chosen] = np.arange(len(chosen))
    kept = place[known.skill] >= 0
    return Past(
        replace(
            known, skill=place[known.skill[kept]], stratum=known.stratum[kept], month=known.month[kept],
            n=known.n[kept], n_skills=len(chosen),
        ), rules,
    )  # fmt: skip


def confirmation(rules: Emergence) -> Confirmation:
    """The rule by which the next months confirm a rise."""
    return Confirmation(rules.horizon, rules.lasting_effect, rules.confirm_min_total, rules.confirm_p)


def _logit(p: Floats) -> Floats:
    logits: Floats = special.logit(np.clip(p, _EDGE, 1 - _EDGE))
    return logits


def _loss(at: Floats, x: Floats, came: Floats) -> tuple[float, Floats]:
    """Negative log likelihood plus prior, and its gradient."""
    z = at[0] + at[1] * x
    apart = at - np.array(USUAL)
    missed = special.expit(z) - came
    loss = float((np.logaddexp(0, z) - came * z).sum() + _PRIOR_WEIGHT / 2 * apart @ apart)
    return loss, np.array([missed.sum(), missed @ x]) + _PRIOR_WEIGHT * apart
