"""Vectors by text, kept in Parquet files per model: a text is embedded once in its life, requirements of our own
certificates not even once (`taxonomy.linkers.clause_vectors`)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.parts import write_whole
from taxonomy.linkers import clause_vectors
from taxonomy.linkers.embed import Embedder, Vectors
from taxonomy.text import text_hash

_PART = 2048


class CachedEmbedder:
    """An embedder that asks the one inside only for texts that are not in the cache."""

    def __init__(self, inner: Embedder, folder: Path, advance: Callable[[int], None] = lambda n: None) -> None:
        self.id = inner.id
        self._inner = inner
        self._folder = folder / f"model={inner.id}"
        self._advance = advance
        self._known: dict[str, Vectors] = dict(clause_vectors.known(inner.id))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, texts × dimensions."""
        keys = [text_hash(text) for text in texts]
        known = self._known
        # asked many times in a run: the files are read for what no call before has met
        known.update(self._read(set(keys) - known.keys()))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        # by length, so that a batch holds texts of one length and little of it is padding
        ordered = sorted(missing.items(), key=lambda item: (len(item[1]), item[0]))
        for start in range(0, len(ordered), _PART):
            part = ordered[start : start + _PART]
            vectors = self._inner.encode([text for _, text in part])
            self._write([key for key, _ in part], vectors)
            known.update({key: vector for (key, _), vector in zip(part, vectors, strict=True)})
            self._advance(len(part))
        return np.vstack([known[key] for key in keys]) if keys else np.zeros((0, 0), dtype=np.float32)

    def _read(self, keys: set[str]) -> dict[str, Vectors]:
        known: dict[str, Vectors] = {}
        if not keys:
            return known
        wanted = pa.array(sorted(keys), pa.string())
        for path in sorted(self._folder.glob("*.parquet")):
            table = pq.read_table(path)
            table = table.filter(pc.is_in(table.column("key"), value_set=wanted))
            if table.num_rows:
                flat = np.concatenate([c.flatten().to_numpy() for c in table.column("vector").chunks])
                rows = flat.reshape(table.num_rows, -1).astype(np.float32)
                known.update(zip(table.column("key").to_pylist(), rows, strict=True))
        return known

    def _write(self, keys: Sequence[str], vectors: Vectors) -> None:
        name = hashlib.sha256("".join(keys).encode()).hexdigest()[:16]
        dimensions = vectors.shape[1]
        column = pa.FixedSizeListArray.from_arrays(pa.array(vectors.reshape(-1), pa.float32()), dimensions)
        write_whole(pa.table({"key": pa.array(keys, pa.string()), "vector": column}), self._folder / f"{name}.parquet")
