"""Wilson's interval of a share: what pages, packs, comparisons and the review of people's decisions have in common."""

from __future__ import annotations

import math

Z90 = 1.6448536269514722
"""Normal quantile of a two-sided 90 % interval."""


def wilson_interval(share: float, n: float, z: float = Z90) -> tuple[float, float]:
    """Interval of a share of `n` (Wilson, 1927); `n` may be an effective size; (0, 1) where it is zero."""
    if n <= 0:
        return 0.0, 1.0
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(max(share * (1 - share), 0.0) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)
