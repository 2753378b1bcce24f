"""Workbooks of other makes (XLS, XLSB, ODS), sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import python_calamine

from scrapers.imports.errors import UnreadableFile
from scrapers.imports.formats.merged import Merge
from scrapers.imports.formats.records import Record, Wanted
from scrapers.imports.formats.sheets import SEARCHED_ROWS, Sheet, sheet_records

_MEND = "Open it in Excel or WPS and save it as .xlsx / 请用 Excel 或 WPS 另存为 .xlsx"


def other_sheet_rows(path: Path, wanted: Wanted) -> Iterator[Record]:
    """Records of all sheets with recognisable headings, as in XLSX; these makes hold at most some 65,000 rows a sheet
    and are read whole."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [_sheet(book, name) for name in book.sheet_names]
    except Exception as error:  # of a damaged or protected workbook, the parser lets through whatever its parts raise
        raise UnreadableFile(f"not a readable workbook ({error})", path.name, _MEND) from error
    yield from sheet_records(sheets, wanted, path)


def _sheet(book: python_calamine.CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = [[None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    ranges = sheet.merged_cell_ranges or []
    merges = tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges)
    return Sheet(name, lambda: iter(rows), merges, list(islice(rows, SEARCHED_ROWS)))
