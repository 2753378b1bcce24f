"""One stream of records from any supported file, told apart by content rather than by name."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeAlias

from scrapers.imports.errors import UnreadableFile
from scrapers.imports.formats.delimited import delimited_rows
from scrapers.imports.formats.encoding import (
    GZIP_MAGIC,
    decoded_lines,
    detect_encoding,
    open_bytes,
    told_when_damaged,
)
from scrapers.imports.formats.json_lines import json_array_rows, json_line_rows
from scrapers.imports.formats.json_object import json_object_rows
from scrapers.imports.formats.old_sheets import other_sheet_rows
from scrapers.imports.formats.records import BrokenRow, Record, Row, Wanted
from scrapers.imports.formats.sheets import sheet_rows
from scrapers.imports.formats.tables import parquet_rows, sqlite_rows
from scrapers.imports.formats.web_tables import web_table_rows

__all__ = ["BrokenRow", "Record", "Row", "UnreadableFile", "file_stem", "rows"]

Reader: TypeAlias = Callable[[Path, Wanted], Iterator[Record]]


def _workbook_rows(path: Path, wanted: Wanted) -> Iterator[Record]:
    """XLSX as a stream; XLSB and ODS, which are packed the same way, whole."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except (OSError, zipfile.BadZipFile):
        names = set()
    other = "xl/workbook.bin" in names or "content.xml" in names
    return (other_sheet_rows if other else sheet_rows)(path, wanted)


_BINARY: dict[bytes, Reader] = {
    b"PK\x03\x04": _workbook_rows,
    b"\xd0\xcf\x11\xe0": other_sheet_rows,
    b"PAR1": parquet_rows,
    b"SQLite format 3\x00": sqlite_rows,
}
_REFUSED = {
    b"%PDF": "a PDF",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
}
_SUPPORTED = "CSV/TSV, XLSX/XLS/ODS, JSON/JSONL, Parquet, SQLite, ZIP"
_JSON_NAMES = {".jsonl", ".ndjson", ".json"}


def rows(
    path: Path,
    *,
    sheet: str | None = None,
    expected: Collection[str] = (),
    per_part: int | None = None,
) -> Iterator[Record]:
    """Records of a file of postings, one at a time.

    `sheet` names a sheet or table; `expected` are headings of an explicit mapping, which help to find the
    heading row; `per_part` ends each sheet or table after so many records. Damaged ones come as `BrokenRow`;
    raises `UnreadableFile` when the file as a whole cannot be read."""
    return _reader(path)(path, Wanted(sheet, expected, per_part))


def file_stem(path: Path) -> str:
    """The file's name without ".jsonl.gz", ".csv" and the like."""
    name = path.name.removesuffix(".gz")
    stem = Path(name).stem
    return stem or name or path.name


def _reader(path: Path) -> Reader:
    try:
        with path.open("rb") as stream:
            start = stream.read(64)
    except OSError as error:
        reason = error.strerror or "cannot be opened"
        raise UnreadableFile(reason, str(path), "Check the name and the access rights / 请检查路径和权限") from error
    if not start:
        raise UnreadableFile("the file is empty", path.name, f"Supported: {_SUPPORTED} / 文件为空")
    for magic, kind in _REFUSED.items():
        if start.startswith(magic):
            mend = f"Save it as one of {_SUPPORTED} / 请另存为 xlsx 或 csv 等格式"
            raise UnreadableFile(f"{kind} is not supported", path.name, mend)
    for magic, reader in _BINARY.items():
        if start.startswith(magic):
            return reader
    return _text_reader(path, packed=start.startswith(GZIP_MAGIC))


def _text_reader(path: Path, *, packed: bool) -> Reader:
    with told_when_damaged(path), open_bytes(path) as stream:
        start = stream.read(4096)
    if packed and start.startswith(tuple(_BINARY)):
        raise UnreadableFile("a packed workbook or database", path.name, "Unpack it first / 请先解压")
    plain = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain[:9].lower().startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<head")):
        return web_table_rows
    if plain.startswith(b"<?xml"):
        mend = f"Open it in Excel and save it as .xlsx (supported: {_SUPPORTED}) / 请另存为 xlsx"
        raise UnreadableFile("an XML document", path.name, mend)
    named_json = Path(path.name.removesuffix(".gz")).suffix.lower() in _JSON_NAMES
    if plain.startswith(b"["):
        return json_array_rows
    if plain.startswith(b"{") and not _is_json_lines(path):
        return json_object_rows
    return json_line_rows if named_json or plain.startswith(b"{") else delimited_rows


def _is_json_lines(path: Path) -> bool:
    """Whether the first line is an object by itself that is no wrapping around a list of objects."""
    with told_when_damaged(path):
        lines = decoded_lines(path, detect_encoding(path))
        first = next((line for line, _ in lines if line.strip()), "")
        second = next((line for line, _ in lines if line.strip()), "")
    try:
        value = json.loads(first.strip(), strict=False)
    except ValueError:
        # a damaged first line of many, or the first of an object that is spread over lines
        return len(first.strip()) > 2 and second.lstrip().startswith("{")
    return bool(second) or not _wraps(value)


def _wraps(value: object) -> bool:
    if isinstance(value, list):
        records = len(value) > 1 and all(isinstance(part, dict) for part in value)
        return records or any(_wraps(part) for part in value)
    if isinstance(value, dict):
        return any(_wraps(part) for part in value.values())
    return False
