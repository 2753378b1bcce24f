"""How many postings each field has in each month, and which of them ask for a planted term."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from scrapers.demo_material.material import Material, stream

MONTHS = 18
RECENT = 3
_SPRING = 1.2  # the last three months are a hiring season in every field: growth that is no trend


class Placed(Protocol):
    """A posting that has its month and employer already."""

    month: str

    @property
    def employer_name(self) -> str: ...


T = TypeVar("T", bound=Placed)


def months_until(last_month: str) -> tuple[str, ...]:
    """The 18 months up to and including `last_month` ("YYYY-MM"), oldest first. Raises ValueError."""
    year, _, month = last_month.partition("-")
    if not (len(year) == 4 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        raise ValueError(f"last_month {last_month!r} is not a month; write it as YYYY-MM, e.g. 2026-06")
    last = int(year) * 12 + int(month) - 1
    return tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(last - MONTHS + 1, last + 1))


def volumes(material: Material, seed: int, total: int, months: Sequence[str]) -> dict[tuple[str, str], int]:
    """(field, month) → number of postings, together exactly `total`."""
    rng = stream(seed, "volumes")
    doubled = {plan.field for plan in material.plans if plan.kind == "trap_mix_shift"}
    wanted: dict[tuple[str, str], float] = {}
    for position, month in enumerate(months):
        recent = position >= len(months) - RECENT
        mood = rng.uniform(0.96, 1.04)
        for key, field in material.fields.items():
            season = (_SPRING if recent else 1.0) * (2.0 if recent and key in doubled else 1.0)
            wanted[key, month] = field.monthly * mood * season * rng.uniform(0.93, 1.07)
    scale = total / sum(wanted.values())
    counts = {cell: int(value * scale) for cell, value in wanted.items()}
    by_remainder = sorted(wanted, key=lambda cell: (counts[cell] - wanted[cell] * scale, cell))
    for cell in by_remainder[: total - sum(counts.values())]:
        counts[cell] += 1
    return counts


def choose(
    postings: Iterable[T], months: Sequence[str], rate: float, able: Callable[[T], bool], rng: random.Random
) -> list[T]:
    """The postings of these months that ask for a term: `rate` of them, even over months and employers."""
    by_month: dict[str, list[T]] = {month: [] for month in months}
    for posting in postings:
        if posting.month in by_month:
            by_month[posting.month].append(posting)
    chosen: list[T] = []
    used: Counter[str] = Counter()
    seen = 0
    for month in months:
        seen += len(by_month[month])
        left = [(rng.random(), posting) for posting in by_month[month] if able(posting)]
        for _ in range(min(round(rate * seen) - len(chosen), len(left))):
            pick = min(left, key=lambda item: (used[item[1].employer_name], item[0]))
            left.remove(pick)
            chosen.append(pick[1])
            used[pick[1].employer_name] += 1
    return chosen
