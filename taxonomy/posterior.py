"""How large is the change really? Adaptive shrinkage of a ratio of counts (Stephens, 2017), on a grid.

The likelihood is that of y recent vacancies among t when each is recent with odds π/(1 − π) · e^θ, flattened by the
dispersion φ; unlike a normal approximation it holds for skills that were not seen at all before. The prior is a mixture
of normals about "no change"; its weights are found by expectation-maximisation over all skills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from taxonomy.forecast import mixture_weights

Floats = NDArray[np.float64]

_STEP = 0.05
_GRID = np.arange(-4.0, 5.0 + 1e-9, _STEP)
"""True log ratios that are considered: from a fiftieth to 150-fold."""
_SPREADS = (0.0, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Standard deviations of the prior's components: from no change at all to a fivefold one."""
_CHUNK = 20_000
"""Skills at a time, so that 100,000 need no gigabytes."""


@dataclass(frozen=True)
class Shrunk:
    """Per skill: posterior median, interval, and probability that the ratio exceeds each of the effects asked."""

    ratio: Floats
    low: Floats
    high: Floats
    above: tuple[Floats, ...]


def shrink(
    recent: Floats, total: Floats, expected: Floats, phi: Floats, fitted: NDArray[np.bool_],
    effects: tuple[float, ...], interval: float,
) -> Shrunk:  # fmt: skip
    """Posterior of the ratio of every skill; `expected`: recent count at no change; `fitted`: skills of the prior."""
    share = np.clip(expected / np.maximum(total, 1e-9), 1e-6, 1 - 1e-6)
    components = _components()
    parts = [_likelihood(recent[at], total[at], share[at], phi[at]) @ components.T for at in _chunks(len(total))]
    prior = mixture_weights(np.vstack(parts), fitted) @ components
    tail = (1 - interval) / 2
    found = np.empty((len(total), 3))
    above = np.empty((len(total), len(effects)))
    for at in _chunks(len(total)):
        rows = _likelihood(recent[at], total[at], share[at], phi[at]) * prior
        rows /= rows.sum(axis=1, keepdims=True)
        for column, p in enumerate((0.5, tail, 1 - tail)):
            found[at, column] = np.exp(_quantile(rows, p))
        for column, effect in enumerate(effects):
            above[at, column] = rows[:, np.log(effect) < _GRID].sum(axis=1)
    return Shrunk(found[:, 0], found[:, 1], found[:, 2], tuple(above.T))


def _chunks(n: int) -> Iterator[slice]:
    return (slice(start, start + _CHUNK) for start in range(0, max(n, 1), _CHUNK))


def _components() -> Floats:
    """Probabilities on the grid, components × grid points; the first is all on "no change"."""
    rows = [np.isclose(_GRID, 0.0).astype(float), *(stats.norm.pdf(_GRID, scale=s) for s in _SPREADS[1:])]
    return np.array([row / row.sum() for row in rows])


def _likelihood(recent: Floats, total: Floats, share: Floats, phi: Floats) -> Floats:
    """Skills × grid points, the largest of each row 1."""
    odds = np.log(share / (1 - share))[:, None] + _GRID
    log_odds = np.logaddexp(0, odds)
    logs = (recent[:, None] * odds - total[:, None] * log_odds) / phi[:, None]
    likelihood: Floats = np.exp(logs - logs.max(axis=1, keepdims=True))
    return likelihood


def _quantile(posterior: Floats, p: float) -> Floats:
    """Log ratio below which a share p of each row lies, between grid points by proportion."""
    cumulative = posterior.cumsum(axis=1)
    at = np.minimum((cumulative < p).sum(axis=1), len(_GRID) - 1)
    rows = np.arange(len(posterior))
    before = np.where(at > 0, cumulative[rows, at - 1], 0.0)
    step = (p - before) / np.maximum(posterior[rows, at], 1e-12)
    found: Floats = _GRID[at] + (np.clip(step, 0, 1) - 0.5) * _STEP
    return found
