"""Intervals of shares as SQL: DuckDB has none of its own."""

from __future__ import annotations

Z90 = 1.6448536269514722
"""Normal quantile of a two-sided 90 % interval."""


def wilson(share: str, n: str) -> tuple[str, str]:
    """Expressions for the lower and the upper end of the 90 % Wilson interval of a share (both names of columns).

    Source: Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927). Null where n
    is zero or the share is null."""
    zz = Z90**2
    centre = f"({share} + {zz / 2} / nullif({n}, 0))"
    half = f"{Z90} * sqrt(({share} * (1 - {share}) + {zz / 4} / nullif({n}, 0)) / nullif({n}, 0))"
    below = f"(1 + {zz} / nullif({n}, 0))"
    return f"greatest(({centre} - {half}) / {below}, 0)", f"least(({centre} + {half}) / {below}, 1)"
