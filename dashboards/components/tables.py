"""Tables that a screen reader, a telephone and a spreadsheet can read: HTML on the page, CSV and XLSX to take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components import spreadsheet
from dashboards.components.markup import Safe, emit, h, join, safe
from dashboards.components.numbers import NOTHING, SUPPRESSED, moment
from dashboards.context import Context

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: `value` goes into the files, `markup` (else the value) onto the page."""

    label: str
    value: Callable[[Row], object]
    markup: Callable[[Row], object] | None = None
    numeric: bool = False
    group: str = ""
    """Heading over neighbouring columns."""
    wide: bool = False
    """Left out on a telephone, where every cell takes a line; the files have it."""
    narrow: str = ""
    """Label on a telephone, where headings over columns do not show; else `label`."""

    def cell(self, row: Row) -> Safe:
        """What stands on the page."""
        return safe(self.markup(row) if self.markup else self.value(row))


def raw(code: str) -> Column:
    """A column for files alone: a stable code of the row under its own name."""
    return Column(code, lambda row: row.get(code))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as dicts, every kind of nothing as None."""
    return [
        {str(key): None if pd.isna(value) else value for key, value in row.items()} for row in frame.to_dict("records")
    ]


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
        " ".join(
            filter(
                None,
                ["num" if c.numeric else "", "edge" if _starts_group(columns, at) else "", "wide" if c.wide else ""],
            )
        )
        or None
        for at, c in enumerate(columns)
    ]
    head = join([
        _groups(columns),
        h("tr", [h("th", c.label, scope="col", cls=cls) for c, cls in zip(columns, classes, strict=True)]),
    ])  # fmt: skip
    body = [
        h("tr", [
            h("th", c.cell(row), scope="row") if at == 0 else
            h("td", h("span", c.cell(row)), cls=classes[at], data_label=c.narrow or c.label)
            for at, c in enumerate(columns)
        ])
        for row in rows
    ]  # fmt: skip
    return h("table", h("caption", caption), h("thead", head), h("tbody", body), cls="grid")


def take_away(columns: Sequence[Column], rows: Sequence[Row], build_id: str) -> tuple[list[str], list[list[object]]]:
    """Headings and values for a file, the build's id in the last column."""
    headings = [*(_long_label(c) for c in columns), "build_id"]
    return headings, [[*(c.value(row) for c in columns), build_id] for row in rows]


def download(
    context: Context, name: str, columns: Sequence[Column], rows: Sequence[Row] | Callable[[], Sequence[Row]]
) -> None:
    """Buttons that give the rows as CSV and as XLSX. A file is made, and many rows are asked for, only when its button
    is pressed."""
    words, build = context.words, context.build.build_id

    def table_of() -> tuple[list[str], list[list[object]]]:
        return take_away(columns, rows() if callable(rows) else rows, build)

    def csv() -> bytes:
        return spreadsheet.csv_bytes(*table_of())

    def xlsx() -> bytes:
        return spreadsheet.xlsx_bytes(name, *table_of(), about(context), words("table.about"))

    with st.container(horizontal=True, gap="small", key=f"take-{name}"):
        for kind, label, data, mime in (
            ("csv", words("table.download"), csv, "text/csv"),
            ("xlsx", words("table.download_xlsx"), xlsx, spreadsheet.XLSX),
        ):
            st.download_button(
                label, data, f"xgap-{name}-{build}.{kind}", mime, key=f"{kind}-{name}", on_click="ignore",
                icon=":material/download:", type="tertiary",
            )  # fmt: skip


def about(context: Context) -> list[tuple[str, str]]:
    """What a file says of itself when it has left the page: build, month, time, and invented data if it is."""
    words, build = context.words, context.build
    lines = [
        (words("about.build"), build.build_id),
        (words("about.as_of"), context.as_of or NOTHING),
        (words("about.built_at"), moment(build.facts.get("built_at", ""))),
        (words("about.basis_title"), words("about.basis")),
        (words("about.few_title"), words("about.few", least=SUPPRESSED)),
    ]
    return [("⚠", "演示数据，非真实招聘 / Demonstration data, invented"), *lines] if build.demonstration else lines


def show(context: Context, name: str, columns: Sequence[Column], rows: Sequence[Row], caption: str) -> None:
    """A table with its download."""
    emit(context.words, table(columns, rows, caption))
    download(context, name, columns, rows)


def twin(context: Context, name: str, columns: Sequence[Column], rows: Sequence[Row], caption: str) -> None:
    """The table behind a chart, folded away."""
    with st.expander(context.words("table.twin"), icon=":material/table_rows:"):
        show(context, name, columns, rows, caption)
