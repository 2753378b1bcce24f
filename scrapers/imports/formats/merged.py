"""Merged cells and headings of several rows, as offices make them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Final

from scrapers.imports.heading_table import PERSONAL, UNUSED, plain, table

_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_CHUNK: Final = 1 << 18
_OVERLAP: Final = 200


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows and columns counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


def merges_in(stream: IO[bytes], part: str) -> tuple[Merge, ...]:
    """Merged ranges of one sheet (`part`: its name within the workbook), read as a stream: a workbook's usual reader
    either holds the whole sheet in memory or leaves them out."""
    found: dict[tuple[bytes, ...], Merge] = {}
    stream.seek(0)
    with zipfile.ZipFile(stream) as book, book.open(part.lstrip("/")) as sheet:
        rest = b""
        while chunk := sheet.read(_CHUNK):
            for match in _MERGE.finditer(rest + chunk):
                left, top, right, bottom = match.groups()
                found[match.groups()] = Merge(int(top) - 1, _column(left), int(bottom) - 1, _column(right))
            rest = chunk[-_OVERLAP:]
    return tuple(found.values())


def filled(rows: Iterable[Sequence[object]], merges: Sequence[Merge]) -> Iterator[Sequence[object]]:
    """The rows with the value of each merged range in all of its cells."""
    if not merges:
        yield from rows
        return
    by_top: dict[int, list[Merge]] = {}
    for merge in merges:
        by_top.setdefault(merge.top, []).append(merge)
    active: list[tuple[Merge, object]] = []
    for number, row in enumerate(rows):
        active = [(merge, value) for merge, value in active if merge.bottom >= number]
        for merge in by_top.get(number, ()):
            active.append((merge, row[merge.left] if merge.left < len(row) else None))
        if not active:
            yield row
            continue
        cells = list(row)
        for merge, value in active:
            if value is None:
                continue
            cells += [None] * (merge.right + 1 - len(cells))
            for column in range(merge.left, merge.right + 1):
                cells[column] = value if cells[column] in (None, "") else cells[column]
        yield cells


def heading_block(row: int, merges: Sequence[Merge]) -> tuple[int, int]:
    """First and last row of the headings that `row` belongs to: ranges merged over several rows, and groups right
    above them, hold the block together."""
    top = bottom = row
    for merge in merges:
        if merge.top <= row <= merge.bottom and merge.bottom - merge.top <= 3:
            top, bottom = min(top, merge.top), max(bottom, merge.bottom)
    return top, bottom


def combined(block: Sequence[Sequence[object]]) -> list[object]:
    """One heading for each column of a block of heading rows: the lowest that is known by itself, else the one that
    its parts make ("薪资" over "最低" is "最低薪资"), else all parts."""
    width = max(map(len, block))
    headings: list[object] = []
    for column in range(width):
        parts = [
            " ".join(str(row[column]).split()) for row in block if column < len(row) and row[column] not in (None, "")
        ]
        parts = list(dict.fromkeys(parts))
        headings.append(_heading(parts))
    return headings


def _heading(parts: list[str]) -> str | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    lowest, above = parts[-1], parts[-2]
    candidates = [above + lowest, lowest + above, lowest]
    for name in candidates:
        known = table().get(plain(name))
        if known is not None and (known.field not in (PERSONAL, UNUSED) or name != lowest):
            return name
    return lowest if table().get(plain(lowest)) else " ".join(parts)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
