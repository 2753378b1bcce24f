"""What the commands share: the data folder, the published build, one way to print."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from warehouse.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

Data = Annotated[Path | None, typer.Option("--data", help="Data folder (XGAP_DATA, default ./data). / 数据目录")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output. / 输出JSON")]


class ProblemFound(RuntimeError):
    """Something that was asked for is not there."""


def settings_of(data: Path | None) -> Settings:
    """The settings, with `--data` before the environment."""
    return Settings(data=data) if data is not None else Settings()


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def out(text: str = "") -> None:
    """A line on standard output."""
    sys.stdout.write(text + "\n")


def open_published(data: Path | None) -> Any:
    """A Reader of the published build; raises queries.NotPublished where there is none."""
    from warehouse import queries
    from warehouse.connection import Reader

    path, _ = queries.published(settings_of(data).data)
    return Reader(path)


def print_rows(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    """Those columns of the rows as a table; as wide as the terminal, or 160 characters."""
    table = Table()
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*("" if row[c] is None else str(row[c]) for c in columns))
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as dicts, every kind of nothing as None."""
    plain = frame.astype(object)
    return [{str(k): v for k, v in row.items()} for row in plain.where(plain.notna(), None).to_dict("records")]


def percent(share: float | None) -> str | None:
    """0.0437 → 4.37%."""
    return None if share is None else f"{share:.2%}"


def interval(low: float | None, high: float | None) -> str | None:
    """0.04, 0.05 → 4.00%–5.00%."""
    return None if low is None or high is None else f"{low:.2%}–{high:.2%}"
