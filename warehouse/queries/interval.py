"""The interval of a share, one for all figures that readers see."""

from __future__ import annotations

import math

Z90 = 1.6448536269514722


def wilson(k: int, n: int, z: float = Z90) -> tuple[float, float]:
    """Interval of a share of `k` in `n` (Wilson, 1927); 90 % unless `z` says otherwise."""
    if n <= 0:
        return 0.0, 1.0
    p = k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)
