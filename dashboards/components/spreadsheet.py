"""Tables to take away: CSV and XLSX in which nothing that strangers wrote can act."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dashboards.components.markup import INVISIBLE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet takes a cell that begins so for a formula; full-width signs count too in Chinese versions.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
# What XML 1.0 cannot hold; line break and tab may stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
"""Signs of one cell in Excel."""
_WIDEST = 60


def plain(value: object) -> object:
    """A value as both files hold it: nothing is "", numbers stay numbers, signs that hide or turn text are dots."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return INVISIBLE.sub("·", _CONTROL.sub(" ", str(value)))
    return value


def guarded(value: object) -> object:
    """A CSV cell that no spreadsheet takes for a formula."""
    cell = plain(value)
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads Chinese rightly."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in headings])
    writer.writerows([guarded(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def xlsx_bytes(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[object]], about: Sequence[tuple[str, str]] = (),
    about_title: str = "about",
) -> bytes:  # fmt: skip
    """A workbook with the table on its first sheet and `about` (name, value) on a second one.

    Every text is written as text and marked so (quote prefix): it is no formula, also after somebody edits the cell."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    table = [[_cut(plain(value)) for value in row] for row in rows]
    sheet.freeze_panes = "B2"
    for at, heading in enumerate(headings):
        widest = max([_width(heading), *(_width(row[at]) for row in table[:200])])
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(widest + 2, _WIDEST)
    sheet.append([_text(sheet, _cut(plain(heading)), bold=True) for heading in headings])
    for row in table:
        sheet.append([_text(sheet, value) if isinstance(value, str) else value for value in row])
    if about:
        notes = book.create_sheet(_sheet_name(about_title))
        notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 24, _WIDEST
        for name, value in about:
            notes.append([_text(notes, plain(name), bold=True), _text(notes, _cut(plain(value)))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: object, value: object, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value="")
    cell.value = str(value)
    cell.data_type = "s"  # setting a value that begins with "=" makes it a formula; this takes that back
    cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _cut(value: object) -> object:
    return value[:_LONGEST_CELL] if isinstance(value, str) else value


def _width(value: object) -> int:
    """Columns that a text takes: a Chinese sign is as wide as two Latin ones."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in str(value)[:_WIDEST])


def _sheet_name(title: str) -> str:
    """At most 31 signs, none that Excel refuses."""
    return re.sub(r"[\[\]:*?/\\]", " ", str(plain(title))).strip("' ")[:31] or "table"
