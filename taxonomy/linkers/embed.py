"""Sentence vectors: any sentence-transformers model by name or path; multilingual-e5-small where none is named."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from taxonomy.linkers import e5_weights

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    id: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32 array, texts × dimensions, rows of length one."""
        ...


def model_id(model: str = "") -> str:
    """Name under which the vectors of a model are kept; without a name that of the default model."""
    name = model or e5_weights.FOLDER
    return Path(name).name.replace(":", "-") + "-" + hashlib.sha256(name.encode()).hexdigest()[:6]


class SentenceEmbedder:
    """A sentence-transformers model, loaded on first use.

    Both demand and clauses are encoded with the model's query prompt: on short texts of one language that did better
    than query against passage (R@1 .55 against .51 on 268 mentions and 153 clauses)."""

    def __init__(self, model: str, cache: Path, threads: int = 2) -> None:
        self._name = model
        self._cache = cache
        self._threads = threads
        self._model: Any = None
        self.id = model_id(model)

    def _load(self) -> Any:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        path = self._name or str(e5_weights.ensure(self._cache))
        if not self._name:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        torch.set_num_threads(self._threads)
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(path, device="cpu")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.encode`; texts of like length share a batch, which saves most of the padding."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        if self._model is None:
            self._model = self._load()
        with contextlib.suppress(AttributeError):
            self._model.max_seq_length = min(self._model.max_seq_length or 512, 256)
        made = self._model.encode_query(
            list(texts),
            batch_size=64,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        vectors: Vectors = np.asarray(made, dtype=np.float32)
        return vectors
