"""The tables as a workbook: a sheet each, numbers as numbers, no text that a spreadsheet could take for a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from pipelines.packs.excerpts import printable
from pipelines.packs.table_types import Format, Marked, Table
from pipelines.packs.words import Words
from taxonomy.interchange.tables import guarded

NUMBER_FORMATS: dict[Format, str] = {"count": "#,##0", "plain": "#,##0", "share": "0.0%", "ratio": "0.00"}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDE = {"claim", "clause", "excerpt", "requirement", "skills", "witnesses"}


def render(tables: Sequence[Table], notes: Sequence[tuple[str, str]], words: Words, made: datetime) -> bytes:
    """The workbook as bytes: first the notes (what it is, of which build), then the tables in their order."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    book.set_properties({"title": "xgap evidence pack", "author": "xgap", "created": made.replace(tzinfo=None)})
    formats: dict[str, Any] = {
        form: book.add_format({"num_format": code, "valign": "top"}) for form, code in NUMBER_FORMATS.items()
    }
    formats["text"] = book.add_format({"text_wrap": True, "valign": "top"})
    formats["mention"] = book.add_format({"bold": True, "underline": 1, "font_color": "#B4632D"})
    formats["head"] = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3EBF0"})
    sheet = book.add_worksheet("README")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90, formats["text"])
    for line, (name, value) in enumerate(notes):
        sheet.write_string(line, 0, guarded(printable(name)), formats["head"])
        sheet.write_string(line, 1, guarded(printable(value)), formats["text"])
    for table in tables:
        _sheet(book, table, formats, words)
    book.close()
    return file.getvalue()


def _sheet(book: Any, table: Table, formats: dict[str, Any], words: Words) -> None:
    sheet = book.add_worksheet(table.code)
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, 60 if column.key in _WIDE else 18 if column.form == "text" else 12)
        sheet.write_string(0, at, words(f"column.{column.key}"), formats["head"])
    for line, row in enumerate(table.rows, start=1):
        for at, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            if value is None:
                continue
            if isinstance(value, Marked):
                _marked(sheet, (line, at), value, formats)
            elif isinstance(value, str):
                sheet.write_string(line, at, guarded(printable(value)), formats["text"])
            else:
                sheet.write_number(line, at, value, formats[column.form])
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _marked(sheet: Any, place: tuple[int, int], value: Marked, formats: dict[str, Any]) -> None:
    """A witness with what names the skill in bold and underlined; a cell of one piece cannot hold formats of parts."""
    before, mention, after = (printable(part) for part in value.parts())
    before = guarded(before + mention + after).removesuffix(mention + after)
    pieces: list[Any] = [*([before] if before else []), formats["mention"], mention, *([after] if after else [])]
    if mention and len(pieces) > 2:
        sheet.write_rich_string(*place, *pieces, formats["text"])
    else:
        sheet.write_string(*place, before + mention + after, formats["text"])
