"""Postings in a workbook (XLSX), sheet by sheet, read as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import openpyxl

from scrapers.imports.errors import UnreadableFile
from scrapers.imports.formats.merged import Merge, combined, filled, heading_block, merges_in
from scrapers.imports.formats.records import BrokenRow, Record, Row, Wanted, number_headings
from scrapers.imports.heading_table import find_heading_row, first_row_with_text, heading_cells

SEARCHED_ROWS = 30
_MEND = "Open it in Excel or WPS and save it as .xlsx / 请用 Excel 或 WPS 另存为 .xlsx"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of any make."""

    name: str
    values: Callable[[], Iterator[Sequence[object]]]
    """Its rows from the first on, merged ranges not yet filled."""
    merges: tuple[Merge, ...]
    top: Sequence[Sequence[object]]
    """The first rows, in which headings are looked for."""


def sheet_rows(path: Path, wanted: Wanted) -> Iterator[Record]:
    """Records of all sheets with recognisable headings; a sheet without them gives one `BrokenRow`.

    When no sheet has any, the first filled row of the first filled sheet is taken for the headings."""
    try:
        # opened here, since openpyxl refuses a workbook whose name ends in anything but .xlsx
        with path.open("rb") as stream, path.open("rb") as again, closing(_open(stream)) as book:
            yield from sheet_records([_sheet(sheet, again) for sheet in book.worksheets], wanted, path)
    except UnreadableFile:
        raise
    except Exception as error:  # of a damaged workbook, the parser lets through whatever its parts raise
        raise UnreadableFile(f"not a readable workbook ({error})", path.name, _MEND) from error


def sheet_records(sheets: Sequence[Sheet], wanted: Wanted, path: Path) -> Iterator[Record]:
    """Records of the sheets of a workbook. Raises UnreadableFile when there is no table, or no sheet of that name."""
    for sheet, block in _layout(sheets, wanted, path):
        if block is None:
            yield BrokenRow(f"{sheet.name}!1", "the sheet has no recognisable row of headings")
        else:
            yield from _rows(sheet, block, wanted.per_part)


def _open(stream: IO[bytes]) -> Any:
    return openpyxl.load_workbook(stream, read_only=True, data_only=True)


def _sheet(sheet: Any, stream: IO[bytes]) -> Sheet:
    def values() -> Iterator[Sequence[object]]:
        sheet.reset_dimensions()  # some writers note a wrong size, and the rest would stay unread
        rows: Iterator[Sequence[object]] = sheet.iter_rows(values_only=True)
        return rows

    merges = merges_in(stream, str(sheet._worksheet_path))
    return Sheet(sheet.title, values, merges, list(islice(values(), SEARCHED_ROWS)))


def _layout(sheets: Sequence[Sheet], wanted: Wanted, path: Path) -> list[tuple[Sheet, tuple[int, int] | None]]:
    """(sheet, 0-based first and last row of its headings or None) for each filled sheet."""
    if wanted.sheet is not None:
        names = [sheet.name for sheet in sheets]
        if wanted.sheet not in names:
            mend = f"Sheets there: {', '.join(names)} / 请从中选择"
            raise UnreadableFile(f"no sheet {wanted.sheet!r}", path.name, mend)
        sheets = [sheet for sheet in sheets if sheet.name == wanted.sheet]
    sheets = [sheet for sheet in sheets if first_row_with_text(sheet.top) is not None]
    if not sheets:
        raise UnreadableFile("no sheet with a table", path.name, _MEND)
    found = [_headings(sheet, wanted) for sheet in sheets]
    if all(block is None for block in found):
        first = first_row_with_text(sheets[0].top)
        assert first is not None  # noqa: S101 - sheets without any were left out above
        found[0] = (first, first)
    return list(zip(sheets, found, strict=True))


def _headings(sheet: Sheet, wanted: Wanted) -> tuple[int, int] | None:
    """The rows of the headings: the row that knows most, with those that merged ranges join to it."""
    top = list(filled(sheet.top, sheet.merges))
    row = find_heading_row(top, wanted.expected)
    if row is None:
        return None
    block = heading_block(row, sheet.merges)
    single = find_heading_row([combined(top[block[0] : block[1] + 1])], wanted.expected)
    return block if single is not None else (row, row)


def _rows(sheet: Sheet, block: tuple[int, int], per_part: int | None) -> Iterator[Record]:
    first, last = block
    values = islice(enumerate(filled(sheet.values(), sheet.merges), 1), first, None)
    rows = [next(values)[1] for _ in range(last - first + 1)]
    headings = number_headings(heading_cells(combined(rows) if len(rows) > 1 else rows[0]))
    known = ((number, row) for number, row in values if any(cell not in (None, "") for cell in row))
    for number, row in islice(known, per_part):
        yield Row(f"{sheet.name}!{number}", dict(zip(headings, row, strict=False)))
