"""Tables of a web page: what many systems hand out under a name that ends in .xls."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import html  # type: ignore[import-untyped]

from scrapers.decode import decode
from scrapers.imports.errors import UnreadableFile
from scrapers.imports.formats.encoding import open_bytes
from scrapers.imports.formats.merged import Merge
from scrapers.imports.formats.records import Record, Wanted
from scrapers.imports.formats.sheets import SEARCHED_ROWS, Sheet, sheet_records
from scrapers.markup import html_to_text

_MEND = "Open it in Excel and save it as .xlsx / 请另存为 xlsx"


def web_table_rows(path: Path, wanted: Wanted) -> Iterator[Record]:
    """Records of all tables of a page with recognisable headings. Raises `UnreadableFile` when it holds none."""
    with open_bytes(path) as stream:
        text = decode(stream.read())
    tables = html.document_fromstring(text).iter("table") if text.strip() else ()
    sheets = [_sheet(table, f"table {n}") for n, table in enumerate(tables, 1) if not table.xpath("ancestor::table")]
    if not any(len(sheet.top) > 1 for sheet in sheets):
        raise UnreadableFile("a web page under another name, without a table", path.name, _MEND)
    yield from sheet_records(sheets, wanted, path)


def _sheet(table: Any, name: str) -> Sheet:
    rows: list[list[object]] = []
    merges: list[Merge] = []
    taken: set[tuple[int, int]] = set()
    for number, line in enumerate(table.iter("tr")):
        cells: list[object] = []
        for cell in line.iterchildren("td", "th"):
            while (number, len(cells)) in taken:
                cells.append(None)
            left, wide, high = len(cells), _span(cell, "colspan"), _span(cell, "rowspan")
            cells.append(html_to_text(html.tostring(cell, encoding="unicode")) or None)
            cells += [None] * (wide - 1)
            if wide > 1 or high > 1:
                merges.append(Merge(number, left, number + high - 1, left + wide - 1))
                taken |= {(number + y, left + x) for y in range(1, high) for x in range(wide)}
        rows.append(cells)
    return Sheet(name, lambda: iter(rows), tuple(merges), list(islice(rows, SEARCHED_ROWS)))


def _span(cell: Any, name: str) -> int:
    text = str(cell.get(name) or "1").strip()
    return min(max(int(text), 1), 1000) if text.isdigit() else 1
