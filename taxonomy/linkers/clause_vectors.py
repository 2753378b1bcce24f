"""Vectors of the requirements of our own certificates, so that a first run does not spend most of its time on them.

One number takes 16 bits, in steps of a 32,767th of the largest: a cosine differs by less than 1e-5 from that of the
vectors as computed. A requirement that was changed or added after the file was written is computed in the run like any
other text; `xgap train clauses` writes the file again."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from taxonomy.linkers import e5_weights
from taxonomy.linkers.embed import Embedder, Vectors, model_id
from taxonomy.linkers.knowledge import competency_text
from taxonomy.linkers.space import unit
from taxonomy.models import Competency
from taxonomy.text import text_hash

FILE = Path(__file__).parent / "clause_vectors.npz"
_LARGEST = np.iinfo(np.int16).max


def texts_of(competencies: Sequence[Competency]) -> list[str]:
    """The texts that stand for the requirements, each once, the shortest first (one length per batch)."""
    return sorted({competency_text(c) for c in competencies}, key=lambda text: (len(text), text))


def write(competencies: Sequence[Competency], embedder: Embedder, path: Path = FILE) -> int:
    """Compute and keep them; returns how many. The default model only: raises ValueError for another."""
    if embedder.id != model_id():
        raise ValueError("only vectors of the default model are shipped / 仅保存默认模型的向量")
    texts = texts_of(competencies)
    vectors = embedder.encode(texts)
    step = np.float32(np.abs(vectors).max() / _LARGEST)
    np.savez(
        path,
        weights=np.array(e5_weights.SHA256),
        keys=np.array([int(text_hash(text), 16) for text in texts], dtype=np.uint64),
        step=step,
        numbers=np.rint(vectors / step).astype(np.int16),
    )
    return len(texts)


def read(path: Path = FILE) -> dict[str, Vectors]:
    """Hash of a text → its vector (float32). Nothing where the weights of the model are no longer those it was made
    with: then every vector is computed."""
    with np.load(path) as held:
        if str(held["weights"]) != e5_weights.SHA256:
            return {}
        vectors = unit(held["numbers"].astype(np.float32) * held["step"])
        return {f"{int(key):016x}": vector for key, vector in zip(held["keys"], vectors, strict=True)}


@functools.lru_cache(maxsize=1)
def _shipped() -> dict[str, Vectors]:
    return read()


def known(model: str) -> Mapping[str, Vectors]:
    """Hash of a text → its vector as this model makes it; empty for another model than the default."""
    return _shipped() if model == model_id() else {}
