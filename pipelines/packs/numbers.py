"""How numbers are written in a pack; a figure of fewer than five vacancies is never written."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.packs.model import Share, Trend
from pipelines.packs.words import Words
from warehouse.queries import MIN_SHOWN

NOTHING = "–"
SUPPRESSED = f"<{MIN_SHOWN}"


def few(n: int) -> bool:
    """Whether a number of vacancies is too small to be shown (none at all is no secret)."""
    return 0 < n < MIN_SHOWN


def count(n: int) -> str:
    """12345 → 12,345; below five only that it is."""
    return SUPPRESSED if few(n) else f"{n:,}"


def percent(value: float) -> str:
    """0.0437 → 4.4%; below one in a hundred with two decimals."""
    return f"{value * 100:.{1 if value == 0 or value >= 0.00995 else 2}f}%"


def share(value: Share) -> str:
    """4.4%, suppressed where few stand behind it."""
    if not value.n:
        return NOTHING
    return SUPPRESSED if few(value.k) else percent(value.value)


def interval(value: Share) -> str:
    """3.9–5.0%; nothing where the share is suppressed."""
    if not value.n or few(value.k):
        return NOTHING
    return f"{percent(value.low).rstrip('%')}–{percent(value.high)}"


def with_interval(value: Share) -> str:
    """4.4% (3.9–5.0%)."""
    return share(value) if not value.n or few(value.k) else f"{share(value)} ({interval(value)})"


def period(first: str | None, last: str | None) -> str:
    """2024-08–2025-04."""
    return NOTHING if not first or not last else first if first == last else f"{first}–{last}"


def moment(stamp: str) -> str:
    """2026-11-27T08:48:12+00:00 → 2026-11-27 08:48 UTC; NOTHING where there is none."""
    return f"{datetime.fromisoformat(stamp).astimezone(UTC):%Y-%m-%d %H:%M} UTC" if stamp else NOTHING


def trend(words: Words, found: Trend | None) -> str:
    """stable ×1.02 (0.90–1.31), or that it was not judged."""
    if found is None:
        return words("status.insufficient")
    return f"{words(f'status.{found.status}')} ×{found.ratio:.2f} ({found.low:.2f}–{found.high:.2f})"
