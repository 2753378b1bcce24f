"""The shipped vectors of our requirements are those that the model makes of their texts as they stand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from taxonomy.linkers import clause_vectors, e5_weights
from taxonomy.linkers.embed import SentenceEmbedder, Vectors, model_id
from taxonomy.registry import load
from taxonomy.text import text_hash
from warehouse.settings import Settings

TOLERANCE = 1e-5
"""Of a cosine."""


class _Drawn:
    """A stand-in for the default model: unit vectors drawn by the text."""

    id = model_id()

    def encode(self, texts: list[str]) -> Vectors:
        drawn = np.vstack([np.random.default_rng(int(text_hash(t), 16)).normal(size=384) for t in texts])
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def test_requirements_are_in_the_file() -> None:
    """A few may be newer than the file (they are computed in the run); many would make a first run slow again."""
    wanted = {text_hash(text) for text in clause_vectors.texts_of(load().competencies)}
    kept = set(clause_vectors.known(model_id()))
    mend = "run: xgap train clauses"
    assert len(wanted - kept) < 0.1 * len(wanted), f"{len(wanted - kept)} of {len(wanted)} are missing; {mend}"
    assert len(kept - wanted) < 0.1 * len(kept), f"{len(kept - wanted)} of {len(kept)} are of the past; {mend}"
    assert clause_vectors.FILE.stat().st_size < 3_000_000


def test_what_is_kept_is_what_was_computed(tmp_path: Path) -> None:
    competencies, path = load().competencies[:40], tmp_path / "kept.npz"
    texts = clause_vectors.texts_of(competencies)
    assert clause_vectors.write(competencies, _Drawn(), path) == len(texts)
    kept = clause_vectors.read(path)
    computed, read = _Drawn().encode(texts), np.vstack([kept[text_hash(text)] for text in texts])
    np.testing.assert_allclose(read @ read.T, computed @ computed.T, atol=TOLERANCE)


def test_other_weights_and_other_models_get_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert clause_vectors.known("another-model-123456") == {}
    path = tmp_path / "kept.npz"
    clause_vectors.write(load().competencies[:3], _Drawn(), path)
    monkeypatch.setattr(e5_weights, "SHA256", "0" * 64)
    assert clause_vectors.read(path) == {}
    other = _Drawn()
    other.id = "another-model-123456"
    with pytest.raises(ValueError, match="default model"):
        clause_vectors.write(load().competencies[:3], other, path)


@pytest.mark.slow
def test_shipped_vectors_are_the_models() -> None:
    texts = clause_vectors.texts_of(load().competencies)[::60]
    kept = clause_vectors.known(model_id())
    texts = [text for text in texts if text_hash(text) in kept]
    computed = SentenceEmbedder("", Settings().cache, threads=1).encode(texts)
    shipped = np.vstack([kept[text_hash(text)] for text in texts])
    assert len(texts) > 30
    np.testing.assert_allclose((computed * shipped).sum(axis=1), 1.0, atol=TOLERANCE)
    np.testing.assert_allclose(shipped @ shipped.T, computed @ computed.T, atol=TOLERANCE)
