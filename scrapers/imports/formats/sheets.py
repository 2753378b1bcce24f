"""Postings in a workbook (XLSX), sheet by sheet, read as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import IO, Any

import openpyxl

from scrapers.imports.errors import UnreadableFile
from scrapers.imports.formats.records import BrokenRow, Record, Row, Wanted, number_headings
from scrapers.imports.heading_table import find_heading_row, first_row_with_text, heading_cells

_SEARCHED_ROWS = 30
_MEND = "Open it in Excel or WPS and save it as .xlsx / 请用 Excel 或 WPS 另存为 .xlsx"


def sheet_rows(path: Path, wanted: Wanted) -> Iterator[Record]:
    """Records of all sheets with recognisable headings; a sheet without them gives one `BrokenRow`.

    When no sheet has any, the first filled row of the first filled sheet is taken for the headings."""
    try:
        # opened here, since openpyxl refuses a workbook whose name ends in anything but .xlsx
        with path.open("rb") as stream, closing(_open(stream)) as book:
            for name, heading_row in _layout(book, wanted, path):
                if heading_row is None:
                    yield BrokenRow(f"{name}!1", "the sheet has no recognisable row of headings")
                else:
                    yield from _rows(book[name], name, heading_row, wanted.per_part)
    except UnreadableFile:
        raise
    except Exception as error:  # of a damaged workbook, the parser lets through whatever its parts raise
        raise UnreadableFile(f"not a readable workbook ({error})", path.name, _MEND) from error


def _open(stream: IO[bytes]) -> Any:
    return openpyxl.load_workbook(stream, read_only=True, data_only=True)


def _layout(book: Any, wanted: Wanted, path: Path) -> list[tuple[str, int | None]]:
    """(sheet, 1-based row of its headings or None) for each filled sheet."""
    names = [sheet.title for sheet in book.worksheets]
    if wanted.sheet is not None:
        if wanted.sheet not in names:
            mend = f"Sheets there: {', '.join(names)} / 请从中选择"
            raise UnreadableFile(f"no sheet {wanted.sheet!r}", path.name, mend)
        names = [wanted.sheet]
    tops = {name: list(islice(_values(book[name]), _SEARCHED_ROWS)) for name in names}
    tops = {name: top for name, top in tops.items() if first_row_with_text(top) is not None}
    found = {name: find_heading_row(top, wanted.expected) for name, top in tops.items()}
    if tops and all(row is None for row in found.values()):
        name = next(iter(tops))
        found[name] = first_row_with_text(tops[name])
    if not tops:
        raise UnreadableFile("no sheet with a table", path.name, _MEND)
    return [(name, None if row is None else row + 1) for name, row in found.items()]


def _rows(sheet: Any, name: str, heading_row: int, per_part: int | None) -> Iterator[Record]:
    values = islice(enumerate(_values(sheet), 1), heading_row - 1, None)
    headings = number_headings(heading_cells(next(values)[1]))
    filled = ((number, row) for number, row in values if any(cell not in (None, "") for cell in row))
    for number, row in islice(filled, per_part):
        yield Row(f"{name}!{number}", dict(zip(headings, row, strict=False)))


def _values(sheet: Any) -> Iterator[Sequence[object]]:
    sheet.reset_dimensions()  # some writers note a wrong size, and the rest would stay unread
    rows: Iterator[Sequence[object]] = sheet.iter_rows(values_only=True)
    return rows
