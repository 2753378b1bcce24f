"""Signatures of texts for near-duplicate search, kept in Parquet files: a text is signed once in its life."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.parts import write_whole
from taxonomy.duplicates import PERMUTATIONS, Signatures, signatures

_PART = 5000


def cached(
    folder: Path, text_of: Callable[[Sequence[str]], Mapping[str, str]]
) -> Callable[[Sequence[str]], Signatures]:
    """A function from text hashes to signatures that reads only texts which no run has signed."""

    def of(hashes: Sequence[str]) -> Signatures:
        known = _read(folder)
        missing = [h for h in hashes if h not in known]
        for start in range(0, len(missing), _PART):
            part = missing[start : start + _PART]
            texts = text_of(part)
            made = signatures([texts[h] for h in part])
            _write(folder, part, made)
            known.update(zip(part, made, strict=True))
        return np.array([known[h] for h in hashes], dtype=np.uint32).reshape(-1, PERMUTATIONS)

    return of


def _read(folder: Path) -> dict[str, Signatures]:
    known: dict[str, Signatures] = {}
    for path in sorted(folder.glob("*.parquet")):
        table = pq.read_table(path)
        flat = np.concatenate([chunk.flatten().to_numpy() for chunk in table.column("signature").chunks])
        known.update(zip(table.column("key").to_pylist(), flat.reshape(-1, PERMUTATIONS), strict=True))
    return known


def _write(folder: Path, keys: Sequence[str], rows: Signatures) -> None:
    name = hashlib.sha256("".join(keys).encode()).hexdigest()[:16]
    column = pa.FixedSizeListArray.from_arrays(pa.array(rows.reshape(-1), pa.uint32()), PERMUTATIONS)
    write_whole(pa.table({"key": pa.array(keys, pa.string()), "signature": column}), folder / f"{name}.parquet")
