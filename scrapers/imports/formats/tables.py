"""Postings as Parquet files and SQLite databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import pyarrow
import pyarrow.parquet

from scrapers.imports.errors import UnreadableFile
from scrapers.imports.formats.records import Record, Row, Wanted
from scrapers.imports.heading_table import find_heading_row

_BATCH = 500
_READ_AHEAD = 1 << 20
"""Bytes; without it a whole column of a row group is held, which is most of the file."""
_DAMAGED = "Fetch or write it again / 请重新获取或导出该文件"


def parquet_rows(path: Path, wanted: Wanted) -> Iterator[Record]:
    """One record per row, `where` "file:row n" counted from 1; read in batches of 500."""
    try:
        with pyarrow.parquet.ParquetFile(path, pre_buffer=False, buffer_size=_READ_AHEAD) as file:
            batches = file.iter_batches(batch_size=_BATCH, use_threads=False)
            rows = (cells for batch in batches for cells in batch.to_pylist())
            for number, cells in enumerate(islice(rows, wanted.per_part), 1):
                yield Row(f"{path.name}:row {number}", cells)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise UnreadableFile(f"not a readable Parquet file ({error})", path.name, _DAMAGED) from error


def sqlite_rows(path: Path, wanted: Wanted) -> Iterator[Record]:
    """One record per row of the named table, else of the table whose columns look most like postings."""
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as base:
            base.text_factory = _text
            name = _table(base, wanted, path)
            found = base.execute(f"SELECT * FROM {_quoted(name)}")  # noqa: S608 - quoted as an identifier
            headings = [column[0] for column in found.description]
            for number, row in enumerate(islice(found, wanted.per_part), 1):
                yield Row(f"{name}!{number}", dict(zip(headings, row, strict=True)))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise UnreadableFile(f"not a readable SQLite database ({error})", path.name, _DAMAGED) from error


def _table(base: sqlite3.Connection, wanted: Wanted, path: Path) -> str:
    names = [
        str(row[0])
        for row in base.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    ]
    columns = {n: [str(c[1]) for c in base.execute(f"PRAGMA table_info({_quoted(n)})")] for n in names}
    if wanted.sheet is not None:
        if wanted.sheet in columns:
            return wanted.sheet
        raise UnreadableFile(f"no table {wanted.sheet!r}", path.name, f"Tables there: {', '.join(names)}")
    best = find_heading_row(list(columns.values()), wanted.expected)
    if best is not None:
        return names[best]
    if len(names) == 1:
        return names[0]
    there = "; ".join(f"{name} ({', '.join(cols[:12])})" for name, cols in columns.items())
    mend = f"Name the table to read. Tables there: {there or 'none'} / 请指定数据表"
    raise UnreadableFile("no table looks like postings", path.name, mend)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(raw: bytes) -> str:
    """Databases filled by old tools hold GB18030 bytes where UTF-8 is declared."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
