"""DuckDB connections: one writer on the working file, many readers on published files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd


class WarehouseBusy(RuntimeError):
    """Another process holds the working file."""


@contextmanager
def writer(path: Path, memory_limit: str = "2GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """The working warehouse, open for writing; raises WarehouseBusy while another run holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(str(path))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise WarehouseBusy(f"another run is writing {path}; wait for it to end, or stop it") from error
        raise
    try:
        connection.execute("set memory_limit = ?", [memory_limit])
        connection.execute("set temp_directory = ?", [str(path.parent / "spill")])
        connection.execute("set enable_progress_bar = false")
        yield connection
    finally:
        connection.close()


class Reader:
    """Read-only access to one published build, safe to share between threads.

    A DuckDB connection that threads share returns wrong rows without an error; a cursor per call does not."""

    def __init__(self, path: Path) -> None:
        self._connection = duckdb.connect(str(path), read_only=True)

    def frame(self, sql: str, parameters: Sequence[Any] | None = None) -> pd.DataFrame:
        """The result as a data frame."""
        with self._connection.cursor() as cursor:
            return cursor.execute(sql, parameters or []).df()

    def rows(self, sql: str, parameters: Sequence[Any] | None = None) -> list[dict[str, Any]]:
        """The result as dicts, NULL as None."""
        with self._connection.cursor() as cursor:
            result = cursor.execute(sql, parameters or [])
            names = [column[0] for column in result.description or []]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
