"""How numbers are written. A figure of fewer than five vacancies is never written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from warehouse.queries import MIN_SHOWN, wilson_interval

NOTHING = "–"
SUPPRESSED = f"<{MIN_SHOWN}"
Z90 = 1.6448536269514722


def missing(value: Any) -> bool:
    """None, NaN and pandas' own nothing."""
    return value is None or value != value or type(value).__name__ in ("NAType", "NaTType")


def count(value: Any) -> str:
    """12345 → 12,345."""
    return NOTHING if missing(value) else f"{int(value):,}"


def vacancies(value: Any) -> str:
    """A number of vacancies; below five only that it is."""
    if missing(value):
        return NOTHING
    return SUPPRESSED if few(value) else count(value)


def few(value: Any) -> bool:
    """Whether a number of vacancies is too small to be shown (none at all is no secret)."""
    return not missing(value) and 0 < int(value) < MIN_SHOWN


def percent(share: Any) -> str:
    """0.0437 → 4.4%; below one in a hundred with two decimals."""
    if missing(share):
        return NOTHING
    decimals = 1 if share == 0 or abs(share) >= 0.00995 else 2  # 0.996% is 1.0%, not 1.00%
    return f"{share * 100:.{decimals}f}%"


def limit(share: float) -> str:
    """A share that is a rule and no measurement: 0.25 → 25%."""
    return f"{share * 100:g}%"


def share(value: Any, n: Any) -> str:
    """A share with `n` vacancies in its numerator, suppressed where they are few."""
    return SUPPRESSED if few(n) else percent(value)


def share_with_interval(value: Any, low: Any, high: Any) -> str:
    """4.4% (3.1%–6.0%); where only the upper end may be told or is known, ≤ 6.0%."""
    if not missing(value) and value > 0:
        return f"{percent(value)} ({percent(low)}–{percent(high)})"
    return NOTHING if missing(high) else f"≤ {percent(high)}"


def ratio(value: Any) -> str:
    """1.0587 → ×1.06."""
    return NOTHING if missing(value) else f"×{value:.2f}"


def ratio_with_interval(value: Any, low: Any, high: Any) -> str:
    """×1.50 (1.20–1.88)."""
    return NOTHING if missing(value) else f"×{value:.2f} ({low:.2f}–{high:.2f})"


def period(first: str | None, last: str | None) -> str:
    """2025-01–2025-03."""
    if missing(first) or missing(last):
        return NOTHING
    return str(first) if first == last else f"{first}–{last}"


def month_before(month: str, n: int) -> str:
    """The month `n` months before: ("2025-02", 3) → 2024-11."""
    at = int(month[:4]) * 12 + int(month[5:7]) - 1 - n
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def months(first: str, last: str) -> list[str]:
    """Every month from the first to the last, both included."""
    found = [first]
    while found[-1] < last:
        found.append(month_before(found[-1], -1))
    return found


def moment(iso: str) -> str:
    """An ISO time as `2026-11-23 23:19 UTC`; anything else as it is."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso or NOTHING
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if when.tzinfo else when.strftime("%Y-%m-%d %H:%M")


def wilson(k: int, n: int, z: float = Z90, size: float | None = None) -> tuple[float, float]:
    """Interval of a share of `k` in `n` (Wilson, 1927); 90 % unless `z` says otherwise. `size`: the effective size of
    `n` vacancies (`n_effective` of queries), without it they are taken to be unlike."""
    return wilson_interval(k / n if n > 0 else 0.0, n if size is None else size, z)
