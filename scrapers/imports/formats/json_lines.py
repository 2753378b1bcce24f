"""Postings as JSON: one object a line, or one array of objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from scrapers.imports.errors import UnreadableFile
from scrapers.imports.formats.encoding import decoded_lines, decoded_pieces, detect_encoding
from scrapers.imports.formats.records import BrokenRow, Record, Row, Wanted

_LONGEST_ITEM = 8 * 2**20
_DECODER = json.JSONDecoder(strict=False)
"""Not strict: hand-made exports leave tabs and line breaks unescaped within texts."""


def json_line_rows(path: Path, wanted: Wanted) -> Iterator[Record]:
    """One record for each line that is not empty."""
    count = 0
    for number, (line, whole) in enumerate(decoded_lines(path, detect_encoding(path)), 1):
        if not line.strip():
            continue
        if wanted.per_part is not None and count >= wanted.per_part:
            return
        count += 1
        where = f"{path.name}:{number}"
        if not whole:
            yield BrokenRow(where, "the line has bytes that cannot be read, or is far too long")
            continue
        try:
            value = _DECODER.decode(line.strip())
        except (ValueError, RecursionError):
            yield BrokenRow(where, "the line is not valid JSON")
            continue
        yield as_row(where, value)


def json_array_rows(path: Path, wanted: Wanted) -> Iterator[Record]:
    """One record for each element of an array of objects, read piece by piece.

    Raises `UnreadableFile` where the array breaks off: nothing behind that place can be told apart."""
    pieces = decoded_pieces(path, detect_encoding(path))
    buffer, count = next(pieces).lstrip()[1:], 0
    while wanted.per_part is None or count < wanted.per_part:
        buffer = buffer.lstrip(", \t\r\n")
        if buffer.startswith("]"):
            return
        where = f"{path.name}:item {count + 1}"
        try:
            value, end = _DECODER.raw_decode(buffer)
        except (ValueError, RecursionError) as error:
            piece = next(pieces, None)
            if piece is None or len(buffer) > _LONGEST_ITEM:
                mend = "Mend the JSON there, or write one object a line (JSONL) / 请修正此处 JSON"
                raise UnreadableFile("the JSON array breaks off", where, mend) from error
            buffer += piece
            continue
        whole = "\ufffd" not in buffer[:end]
        buffer, count = buffer[end:], count + 1
        yield as_row(where, value) if whole else BrokenRow(where, "the item has bytes that cannot be read")


def as_row(where: str, value: object) -> Record:
    """An object as a record: fields of objects within it get dotted names ("company.name")."""
    if isinstance(value, dict):
        nested = any(isinstance(part, dict) for part in value.values())
        return Row(where, _flat(value, "", 0) if nested else value)
    return BrokenRow(where, "the JSON is no object with named fields")


_NAMING = ("name", "value", "label", "text")
_DEEPEST = 4


def _flat(record: dict[str, object], prefix: str, depth: int) -> dict[str, object]:
    cells: dict[str, object] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if not isinstance(value, dict) or depth >= _DEEPEST:
            cells[name] = value
        elif (label := _label(value)) is not None:
            cells[name] = label
        else:
            cells |= _flat(value, f"{name}.", depth + 1)
    return cells


def _label(value: dict[str, object]) -> object | None:
    """What a small object names ({"id": 3, "name": "大专"}); None for one that holds fields of its own."""
    named = next((value[key] for key in _NAMING if value.get(key) not in (None, "")), None)
    small = len(value) <= 3 and all(
        not isinstance(part, dict | list) and len(str(part)) <= 60 for part in value.values()
    )
    return named if small else None
