"""Certificates that texts name, kept in Parquet files per version of the rules: a text is read once under each."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from pipelines.extract import texts_read
from pipelines.parts import write_whole
from taxonomy.recognition import STANCES, Recogniser, asks_education

_PART = 5000
SCHEMA = pa.schema(
    [("text_hash", pa.string()), ("entry", pa.string()), ("stance", pa.string()), ("span_start", pa.int32()),
     ("span_end", pa.int32()), ("wording", pa.string())]
)  # fmt: skip
EDUCATION = "education"
"""Entry of the row that says: the text names a level of schooling."""
_READ = ""
"""Entry of the row that every text has: it was read."""


def folder_of(recognition: Path, recogniser: Recogniser) -> Path:
    """Where one version of the rules keeps its results."""
    return recognition / f"rules={recogniser.version}"


def rows_of(recogniser: Recogniser, texts: Mapping[str, str]) -> list[tuple[str, str, str, int, int, str]]:
    """Rows of `SCHEMA` for texts by hash; of several places that name one entry the one that asks most counts."""
    rows = []
    for text_hash, text in texts.items():
        rows.append((text_hash, _READ, "", -1, -1, ""))
        if asks_education(text):
            rows.append((text_hash, EDUCATION, "required", -1, -1, ""))
        strongest: dict[str, tuple[int, int, int]] = {}
        for found in recogniser.find(text):
            place = (STANCES.index(found.stance), found.start, found.end)
            strongest[found.entry.id] = min(strongest.get(found.entry.id, place), place)
        rows += [
            (text_hash, entry, STANCES[stance], start, end, "".join(text[start:end].split()))
            for entry, (stance, start, end) in strongest.items()
        ]
    return rows


def recognise_new(
    recogniser: Recogniser,
    hashes: Sequence[str],
    text_of: Callable[[Sequence[str]], Mapping[str, str]],
    recognition: Path,
    advance: Callable[[int], None],
) -> Path:
    """Read the texts that these rules have not read; returns the folder, which holds at least one file.

    Results of other rules are dropped: reading all texts again takes seconds."""
    folder = folder_of(recognition, recogniser)
    for other in recognition.glob("rules=*"):
        if other != folder:
            shutil.rmtree(other)
    done = texts_read(folder)
    missing = [h for h in hashes if h not in done]
    for start in range(0, len(missing), _PART) if missing or done else (0,):
        part = missing[start : start + _PART]
        rows = rows_of(recogniser, text_of(part))
        columns = zip(*rows, strict=True) if rows else ((),) * len(SCHEMA)
        table = pa.table([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)
        name = hashlib.sha256("".join(part).encode()).hexdigest()[:16]
        write_whole(table, folder / f"{name}.parquet", compression="zstd")
        advance(len(part))
    return folder
