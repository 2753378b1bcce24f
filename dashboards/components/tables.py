"""Tables that a screen reader, a telephone and a spreadsheet can read: HTML on the page, CSV to take away."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.markup import Safe, emit, h, join, safe
from dashboards.context import Context

Row = Mapping[str, Any]
# A spreadsheet takes a cell that begins so for a formula; full-width signs count too in Chinese versions.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")


@dataclass(frozen=True)
class Column:
    """One column: `value` goes into the CSV, `markup` (else the value) onto the page."""

    label: str
    value: Callable[[Row], object]
    markup: Callable[[Row], object] | None = None
    numeric: bool = False
    group: str = ""
    """Heading over neighbouring columns."""

    def cell(self, row: Row) -> Safe:
        """What stands on the page."""
        return safe(self.markup(row) if self.markup else self.value(row))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as dicts, every kind of nothing as None."""
    return [
        {str(key): None if pd.isna(value) else value for key, value in row.items()} for row in frame.to_dict("records")
    ]


def guarded(value: object) -> object:
    """A CSV cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return "" if value is None or value != value else value


def csv_bytes(columns: Sequence[Column], rows: Sequence[Row], build_id: str) -> bytes:
    """UTF-8 with a byte order mark (Excel reads Chinese rightly), the build's id in the last column."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*(guarded(_long_label(c)) for c in columns), "build_id"])
    for row in rows:
        writer.writerow([*(guarded(c.value(row)) for c in columns), guarded(build_id)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _long_label(column: Column) -> str:
    return f"{column.group}: {column.label}" if column.group else column.label


def _groups(columns: Sequence[Column]) -> Safe:
    if not any(c.group for c in columns):
        return Safe("")
    cells: list[list[Any]] = []
    for column in columns:
        if cells and cells[-1][0] == column.group:
            cells[-1][1] += 1
        else:
            cells.append([column.group, 1])
    return h("tr", [
        h("th", name, colspan=n, scope="colgroup", cls="group" if name else "group empty") for name, n in cells
    ])  # fmt: skip


def _starts_group(columns: Sequence[Column], at: int) -> bool:
    return at > 0 and columns[at].group != columns[at - 1].group


def table(columns: Sequence[Column], rows: Sequence[Row], caption: str) -> Safe:
    """The table as markup; the first column names the row, the caption is for readers who do not see."""
    classes = [
        " ".join(filter(None, ["num" if c.numeric else "", "edge" if _starts_group(columns, at) else ""])) or None
        for at, c in enumerate(columns)
    ]
    head = join([
        _groups(columns),
        h("tr", [h("th", c.label, scope="col", cls=cls) for c, cls in zip(columns, classes, strict=True)]),
    ])  # fmt: skip
    body = [
        h("tr", [
            h("th", c.cell(row), scope="row") if at == 0 else
            h("td", h("span", c.cell(row)), cls=classes[at], data_label=c.label)
            for at, c in enumerate(columns)
        ])
        for row in rows
    ]  # fmt: skip
    return h("table", h("caption", caption), h("thead", head), h("tbody", body), cls="grid")


def download(
    context: Context, name: str, columns: Sequence[Column], rows: Sequence[Row] | Callable[[], Sequence[Row]]
) -> None:
    """A button that gives the rows as CSV; the file is made, and many rows are asked for, only when it is pressed."""
    build = context.build.build_id

    def data() -> bytes:
        return csv_bytes(columns, rows() if callable(rows) else rows, build)

    st.download_button(
        context.words("table.download"), data, f"xgap-{name}-{build}.csv", "text/csv", key=f"csv-{name}",
        on_click="ignore", icon=":material/download:", type="tertiary",
    )  # fmt: skip


def show(context: Context, name: str, columns: Sequence[Column], rows: Sequence[Row], caption: str) -> None:
    """A table with its download."""
    emit(context.words, table(columns, rows, caption))
    download(context, name, columns, rows)


def twin(context: Context, name: str, columns: Sequence[Column], rows: Sequence[Row], caption: str) -> None:
    """The table behind a chart, folded away."""
    with st.expander(context.words("table.twin"), icon=":material/table_rows:"):
        show(context, name, columns, rows, caption)
