"""Differences of two shares with intervals, and which of many differences are more than noise. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence

from warehouse.wilson import Z90
from warehouse.wilson import wilson_interval as wilson_interval

Interval = tuple[float, float]
FALSE_SHARE = 0.10
"""Of the differences that are called more than noise, at most about this part is expected to be noise."""


def difference(a: float, of_a: Interval, b: float, of_b: Interval) -> Interval:
    """Interval of `a` - `b` from the intervals of both, which are of the same confidence.

    With Wilson intervals this is Newcombe's hybrid score interval (Statistics in Medicine 17, 1998, method 10), in
    general the method of variance estimates recovery (Zou and Donner, Statistics in Medicine 27, 2008)."""
    d = a - b
    return (
        d - math.hypot(a - of_a[0], of_b[1] - b),
        d + math.hypot(of_a[1] - a, b - of_b[0]),
    )


def p_value(d: float, interval: Interval, z: float = Z90) -> float:
    """Two-sided p of "no difference" that fits an interval of the quantile `z`: below its level exactly where the
    interval leaves zero out."""
    reach = d - interval[0] if d > 0 else interval[1] - d
    if d == 0:
        return 1.0
    return math.erfc(z * abs(d) / reach / math.sqrt(2)) if reach > 0 else 0.0


def q_values(p: Sequence[float]) -> list[float]:
    """False discovery rates of Benjamini and Hochberg (1995), in the order given."""
    order = sorted(range(len(p)), key=lambda i: p[i], reverse=True)
    found, least = [1.0] * len(p), 1.0
    for rank, i in zip(range(len(p), 0, -1), order, strict=True):
        least = min(least, p[i] * len(p) / rank)
        found[i] = least
    return found
