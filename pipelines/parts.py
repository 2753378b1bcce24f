"""Parquet files that appear whole or not at all: written under a hidden name of this process, then renamed."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write_whole(table: pa.Table, path: Path, compression: str = "snappy") -> None:
    """Put the table in the place of whatever `path` held; the folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    pq.write_table(table, unfinished, compression=compression)
    os.replace(unfinished, path)
