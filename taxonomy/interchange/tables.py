"""A certificate as CSV or XLSX, safe to open in a spreadsheet, readable again by `xgap standard import`."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import openpyxl
from openpyxl.styles import Alignment, Font

from taxonomy.interchange.rows import COLUMNS, places, row
from taxonomy.models import Certificate

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; the importer takes the sign away again."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(certificate: Certificate, majors: Sequence[str], jobs: Sequence[str]) -> list[list[str]]:
    found = [row(place, "、".join(majors), "、".join(jobs)) for place in places(certificate)]
    return [[guarded(r[key]) for key, _ in COLUMNS] for r in found]


def to_csv(certificate: Certificate, majors: Sequence[str] = (), jobs: Sequence[str] = ()) -> bytes:
    """CSV in UTF-8 with the mark that Excel needs."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([heading for _, heading in COLUMNS])
    writer.writerows(_rows(certificate, majors, jobs))
    return file.getvalue().encode("utf-8-sig")


def to_xlsx(certificate: Certificate, majors: Sequence[str] = (), jobs: Sequence[str] = ()) -> bytes:
    """One sheet, every cell a text."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "requirements"
    sheet.append([heading for _, heading in COLUMNS])
    for values in _rows(certificate, majors, jobs):
        sheet.append(values)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
