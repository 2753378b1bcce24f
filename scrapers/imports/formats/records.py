"""The two things that a file of postings consists of: rows, and places where a row is broken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Row:
    """One record as the file gives it."""

    where: str
    """"file:line" or "sheet!row"."""
    cells: dict[str, object]
    """Heading → value as the format types it (text, number, date, list)."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A place that could not be read as a record; carries no content, since that was never scrubbed."""

    where: str
    reason: str


Record: TypeAlias = Row | BrokenRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader is asked for."""

    sheet: str | None = None
    """Only this sheet or table."""
    expected: Collection[str] = ()
    """Headings that an explicit mapping names: they help to find the heading row."""
    per_part: int | None = None
    """At most so many records of each sheet; None reads all."""


def number_headings(cells: list[str]) -> list[str]:
    """Headings made unique: empty ones get a number, a repeated one " (2)", " (3)", …"""
    seen: dict[str, int] = {}
    unique = []
    for place, cell in enumerate(cells, 1):
        name = cell or f"(column {place})"
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique
