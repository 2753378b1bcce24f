"""The trained tagger as a spaCy component: a small convolutional network, computed with numpy alone.

Each text is computed by itself, so that what stands beside it in a batch cannot change its result. The network is
trained in `training.student`, which holds the same arithmetic in torch; a test compares them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan
from threadpoolctl import threadpool_limits

from taxonomy.extractors.features import Features
from taxonomy.extractors.labels import LABELS, Floats, best_paths, spans_of
from taxonomy.extractors.tokens import Laid

FILE = "tagger.npz"
_EPSILON = 1e-5
_TOGETHER = 64
"""Texts whose labels are decoded together."""


class Network:
    """Weights and arithmetic. Layers: sum of embeddings, residual blocks over neighbours, text mean, label scores."""

    def __init__(self, source: Path) -> None:
        self.source = source
        with np.load(source) as file:
            weights = {name: file[name] for name in file.files}
        self.description: dict[str, Any] = json.loads(bytes(weights.pop("description")).decode())
        vocabulary = bytes(weights.pop("vocabulary")).decode().split("\n")
        self.features = Features(vocabulary, int(self.description["pair_buckets"]))
        self._w: dict[str, Floats] = {name: value.astype(np.float32) for name, value in weights.items()}
        self._dilations: list[int] = list(self.description["dilations"])
        self._pooled_after: int = self.description["pooled_after"]

    def log_probabilities(self, text: str, words: Laid) -> Floats:
        """Scores (tokens × labels) of one text."""
        if not words.tokens:
            return np.zeros((0, len(LABELS)), dtype=np.float32)
        forms, shapes, pairs = self.features.of(text, words.tokens, words.offsets)
        w = self._w
        x = w["forms"].take(forms, axis=0)
        x += w["shapes"].take(shapes, axis=0)
        x += w["pairs"].take(pairs, axis=0)
        for n, dilation in enumerate(self._dilations):
            if n == self._pooled_after:
                x += x.mean(axis=0) @ w["pool.weight"] + w["pool.bias"]
            x += self._block(n, dilation, x)
        scores: Floats = np.asarray(x * _scale(x), dtype=np.float32) @ w["head.weight"]
        scores += w["head.bias"]
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return scores

    def _block(self, n: int, dilation: int, x: Floats) -> Floats:
        w, width = self._w, x.shape[1]
        wide = np.empty((len(x), 3 * width), dtype=np.float32)
        middle = wide[:, width : 2 * width]
        np.multiply(x, _scale(x), out=middle)
        wide[:dilation, :width] = 0  # beyond both ends of the text there is nothing
        wide[dilation:, :width] = middle[:-dilation]
        wide[-dilation:, 2 * width :] = 0
        wide[:-dilation, 2 * width :] = middle[dilation:]
        hidden = wide @ w[f"{n}.near.weight"]
        hidden += w[f"{n}.near.bias"]
        np.maximum(hidden, 0, out=hidden)
        out: Floats = hidden @ w[f"{n}.out.weight"]
        out += w[f"{n}.out.bias"]
        return out


def _scale(x: Floats) -> Floats:
    """What every row is multiplied by, so that its root mean square is 1 (rows × 1)."""
    scale: Floats = 1 / np.sqrt(np.einsum("ij,ij->i", x, x) / np.float32(x.shape[1]) + np.float32(_EPSILON))
    return scale[:, None]


class Tagger:
    """spaCy component: sets `doc.ents`, and `doc.user_data["found"]`: (start, end, type, score) by characters.

    The score is the mean probability of the labels of a mention's tokens, 0 to 1."""

    def __init__(self) -> None:
        self.network: Network | None = None

    def __call__(self, doc: Doc) -> Doc:
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], batch_size: int = _TOGETHER) -> Iterator[Doc]:
        """Docs with their mentions, in order."""
        iterator = iter(stream)
        while batch := list(islice(iterator, batch_size)):
            self._read(batch)
            yield from batch

    def _read(self, batch: list[Doc]) -> None:
        if self.network is None:
            raise RuntimeError("the tagger has no weights: load a trained pipeline with spacy.load")
        laid = [doc.user_data["laid"] for doc in batch]
        # products of a few hundred rows: threads would wait for each other eight times as long as they work
        with threadpool_limits(limits=1, user_api="blas"):
            scores = [
                self.network.log_probabilities(doc.user_data["text"], words)
                for doc, words in zip(batch, laid, strict=True)
            ]
        for doc, words, score, path in zip(batch, laid, scores, best_paths(scores), strict=True):
            spans = spans_of(path)
            doc.ents = [DocSpan(doc, words.at[first], words.at[end - 1] + 1, label=kind) for first, end, kind in spans]
            sums = np.concatenate([[0.0], np.exp(score[np.arange(len(path)), path]).cumsum()]).tolist()
            doc.user_data["found"] = [
                (words.offsets[first][0], words.offsets[end - 1][1], kind, (sums[end] - sums[first]) / (end - first))
                for first, end, kind in spans
            ]

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Copy of the weights file into the folder `path`."""
        if self.network is None:
            raise RuntimeError("an untrained tagger cannot be saved")
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / FILE).write_bytes(self.network.source.read_bytes())

    def from_disk(self, path: str | Path, **_: object) -> Tagger:
        """Weights from the folder `path`."""
        self.network = Network(Path(path) / FILE)
        return self


@Language.factory("xgap_tagger", assigns=["doc.ents"])
def create_tagger(nlp: Language, name: str) -> Tagger:
    """Entry for spaCy's configuration."""
    return Tagger()
