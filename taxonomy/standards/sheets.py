"""CSV and XLSX → tables, one per sheet; title rows stay rows, the layout finds the heading."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from taxonomy.standards.blocks import Cell, Document, Table
from taxonomy.standards.errors import StandardError

GUARD = re.compile(r"^'(?=[=+\-@\t\r])")
"""The sign that an export puts before a cell that a spreadsheet would take for a formula."""


def _lines(text: str) -> list[str]:
    return [line for line in GUARD.sub("", text).splitlines() if line.strip()]


def decode(path: Path) -> str:
    """Text of a file in UTF-8, UTF-16 (with mark) or GB18030; raises StandardError for anything else."""
    raw = path.read_bytes()
    encodings = ["utf-16"] if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise StandardError(
        path,
        "neither UTF-8 nor GB18030 text; save it as CSV UTF-8 or XLSX",
        "文件编码既非 UTF-8 也非 GB18030，请另存为 CSV UTF-8 或 XLSX",
    )


def read_csv(path: Path) -> Document:
    """Read a CSV or TSV; raises StandardError when no row has two cells."""
    text = decode(path)
    sample = text[:20000]
    delimiter = max(",\t;，", key=lambda sign: sample.count(sign) if sign != "，" else 0)
    rows = [
        [Cell(_lines(value)) for value in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    ]
    if "\x00" in sample or not any(len(row) > 1 for row in rows):
        raise StandardError(
            path,
            "not a table: no line has two columns; it needs the columns 等级, 工作领域, 工作任务, 职业技能要求",
            "不是表格文件：没有任何一行有两列；CSV 需要“等级、工作领域、工作任务、职业技能要求”等列",
        )  # fmt: skip
    return Document(path.name, [Table(rows, "table")])


def _shown(cell: Any) -> str:
    """What a cell shows: 1.10 stays 1.10, 1.0 is 1."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        places = re.fullmatch(r"0\.(0+)", cell.number_format or "")
        return f"{value:.{len(places[1])}f}" if places else f"{value:g}"
    return str(value)


def read_xlsx(path: Path) -> Document:
    """Read all visible sheets of an XLSX; raises StandardError when it is damaged."""
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        raise StandardError(
            path,
            f"not a readable XLSX ({error}); open it and save it again as .xlsx",
            "不是可读的 XLSX 文件，请打开后另存为 .xlsx",
        ) from error
    tables = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        grid = [[Cell(_lines(_shown(cell))) for cell in row] for row in sheet.iter_rows()]
        for merged in sheet.merged_cells.ranges:
            origin = grid[merged.min_row - 1][merged.min_col - 1]
            for row in range(merged.min_row - 1, min(merged.max_row, len(grid))):
                for column in range(merged.min_col - 1, min(merged.max_col, len(grid[row]))):
                    grid[row][column] = origin
        width = max((at + 1 for row in grid for at, cell in enumerate(row) if not cell.blank), default=0)
        if width:
            tables.append(Table([row[:width] for row in grid], f"sheet {sheet.title}", title=sheet.title))
    return Document(path.name, list(tables))
