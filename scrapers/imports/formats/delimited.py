"""Postings as delimited text: comma, tab, semicolon or bar, found by trying."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from scrapers.imports.errors import UnreadableFile
from scrapers.imports.formats.encoding import decoded_lines, detect_encoding
from scrapers.imports.formats.records import BrokenRow, Record, Row, Wanted, number_headings
from scrapers.imports.heading_table import find_heading_row, first_row_with_text, heading_cells

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_LINES = 60
_UNREADABLE = "the line has bytes that cannot be read, or is far too long"


def delimited_rows(path: Path, wanted: Wanted) -> Iterator[Record]:
    """One record per line of the table, line breaks within quotes included; empty lines are passed over."""
    encoding = detect_encoding(path)
    sample = [line for line, _ in islice(decoded_lines(path, encoding), _SAMPLE_LINES)]
    delimiter, heading_line = _shape(sample, wanted)
    reader = _Reader(decoded_lines(path, encoding), delimiter)
    headings: list[str] | None = None
    count = 0
    for first, last, cells, fault in reader.records():
        if headings is None:
            if first >= heading_line:
                if cells is None:
                    raise _no_headings(path, fault)
                headings = number_headings(heading_cells(cells))
                reader.width = len(headings)
            continue
        if wanted.per_part is not None and count >= wanted.per_part:
            return
        where = f"{path.name}:{first}" if first == last else f"{path.name}:{first}-{last}"
        if cells is None:
            count += 1
            yield BrokenRow(where, fault)
        elif any(cell.strip() for cell in cells):
            count += 1
            yield Row(where, dict(zip(headings, cells, strict=False)))
    if headings is None:
        raise _no_headings(path, "the file is empty")


class _Reader:
    """csv records with their line numbers; behind a damaged one it starts again on the next line.

    Quotes are taken strictly where a record spans lines: else a quote that is never closed would swallow the
    records behind it without a trace. Within one line, stray quotes are let pass."""

    def __init__(self, lines: Iterable[tuple[str, bool]], delimiter: str) -> None:
        self.width: int | None = None
        self._lines = iter(lines)
        self._again: deque[tuple[str, bool]] = deque()
        self._taken: list[tuple[str, bool]] = []
        self._delimiter = delimiter

    def records(self) -> Iterator[tuple[int, int, list[str] | None, str]]:
        """(first line, last line, cells or None, what is wrong), lines counted from 1."""
        line = 1
        while True:
            self._taken = []
            try:
                cells, fault = self._next()
            except StopIteration:
                return
            if fault:
                yield line, line, None, fault
                self._again.extendleft(reversed(self._taken[1:]))
                line += 1
            else:
                yield line, line + len(self._taken) - 1, cells, ""
                line += len(self._taken)

    def _next(self) -> tuple[list[str], str]:
        try:
            cells = next(csv.reader(self._feed(), delimiter=self._delimiter, strict=True))
        except csv.Error as error:
            if len(self._taken) > 1:
                return [], f"the quotes do not close ({error})"
            try:
                cells = next(csv.reader([self._taken[0][0]], delimiter=self._delimiter))
            except csv.Error as still:
                return [], f"not readable as a table ({still})"
        return cells, self._fault(cells)

    def _feed(self) -> Iterator[str]:
        while True:
            item = self._again.popleft() if self._again else next(self._lines, None)
            if item is None:
                return
            self._taken.append(item)
            yield item[0]

    def _fault(self, cells: list[str]) -> str:
        if not all(whole for _, whole in self._taken):
            return _UNREADABLE
        while self.width is not None and len(cells) > self.width and not cells[-1].strip():
            cells.pop()
        if self.width is None or len(cells) == self.width or not any(cell.strip() for cell in cells):
            return ""
        return f"{len(cells)} cells under {self.width} headings"


def _shape(sample: list[str], wanted: Wanted) -> tuple[str, int]:
    """(delimiter, line of the heading row): where most headings are known, else the most columns."""
    best: tuple[tuple[int, int], str, int] = ((-1, -1), ",", 1)
    for delimiter in _DELIMITERS:
        records = [(first, cells) for first, _, cells, _ in _Reader(_whole(sample), delimiter).records() if cells]
        rows = [cells for _, cells in records]
        known = find_heading_row(rows, wanted.expected)
        index = known if known is not None else first_row_with_text(rows)
        if index is None:
            continue
        worth = (int(known is not None), len(heading_cells(rows[index])))
        if worth > best[0]:
            best = (worth, delimiter, records[index][0])
    return best[1], best[2]


def _whole(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    return ((line, True) for line in lines)


def _no_headings(path: Path, reason: str) -> UnreadableFile:
    mend = "The first line of the table must hold the headings / 表格第一行应为表头"
    return UnreadableFile(f"no row of headings ({reason})", path.name, mend)
