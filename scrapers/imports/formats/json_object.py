"""Postings somewhere within one JSON object, such as the saved answer of an interface; read as a stream."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import ijson

from scrapers.imports.errors import UnreadableFile
from scrapers.imports.formats.encoding import decoded_pieces, detect_encoding
from scrapers.imports.formats.json_lines import as_row
from scrapers.imports.formats.records import Record, Wanted

_MEND = "Mend the JSON, or write one object a line (JSONL) / 请修正 JSON 或改为每行一个对象"


class _Bytes:
    """Decoded pieces of a text as a file that `ijson` reads."""

    def __init__(self, path: Path) -> None:
        self._pieces = decoded_pieces(path, detect_encoding(path))

    def read(self, size: int = -1) -> bytes:
        return next(self._pieces, "").lstrip("\ufeff").encode() if size else b""


def json_object_rows(path: Path, wanted: Wanted) -> Iterator[Record]:
    """One record for each object of the list of objects that holds most; the object itself when there is none.

    Raises `UnreadableFile` where the JSON breaks off."""
    try:
        prefix = _largest_list(path)
        if prefix is None:
            yield from (as_row(f"{path.name}:1", value) for value in ijson.items(_Bytes(path), "", use_float=True))
            return
        found: Iterator[Any] = ijson.items(_Bytes(path), prefix, use_float=True)
        for number, value in enumerate(islice(found, wanted.per_part), 1):
            yield as_row(f"{path.name}:{prefix.removesuffix('.item')} {number}", value)
    except (ijson.JSONError, ValueError) as error:
        raise UnreadableFile(f"the JSON cannot be read ({error})", path.name, _MEND) from error


def _largest_list(path: Path) -> str | None:
    """Where most objects of a list lie, outermost first: "data.list.item"."""
    counts: Counter[str] = Counter()
    for prefix, event, _ in ijson.parse(_Bytes(path)):
        if event == "start_map" and prefix.endswith("item"):
            counts[prefix] += 1
    best = max(counts.items(), key=lambda item: (item[1] > 1, -item[0].count(".item"), item[1]), default=None)
    return best[0] if best else None
