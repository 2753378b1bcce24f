"""A projection of sentence vectors in which spellings of one skill lie nearer than those of its neighbours.

Fitted on the spellings of the skill list (names and aliases of one skill against those of the skills most like it),
without any spelling that stands in a judged pair, so that figures on judged pairs hold for spellings never seen."""

from __future__ import annotations

import functools
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from taxonomy.linkers.embed import Embedder, Vectors
from taxonomy.registry import Taxonomy
from taxonomy.text import normalise

FILE = Path(__file__).parent / "same_adapter.npz"
WIDTH = 128
_STEPS, _SEEDS, _NEIGHBOURS, _TEMPERATURE = 3000, 12, 20, 0.07


@dataclass(frozen=True)
class Adapter:
    """Where the vectors' middle lies, and the projection from there."""

    centre: NDArray[np.float32]
    matrix: NDArray[np.float32]
    """Width of the adapter × width of the vectors."""

    def project(self, vectors: Vectors) -> Vectors:
        """Unit rows; raises ValueError for vectors of a width for which the adapter was not fitted."""
        if vectors.shape[1] != len(self.centre):
            raise ValueError(
                f"the linker is fitted for vectors of {len(self.centre)} numbers, this model gives {vectors.shape[1]}: "
                "use the default embedding model, or fit it again with `xgap train linker` / 向量宽度不符，请重新训练"
            )
        made = (vectors - self.centre) @ self.matrix.T
        unit: Vectors = made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)
        return unit

    def write(self, path: Path = FILE) -> None:
        """Keep it, in half precision; the same numbers make the same bytes."""
        np.savez(path, centre=self.centre.astype(np.float16), matrix=self.matrix.astype(np.float16))


@functools.lru_cache(maxsize=1)
def shipped() -> Adapter:
    """The adapter that lies beside this module."""
    with np.load(FILE) as held:
        return Adapter(held["centre"].astype(np.float32), held["matrix"].astype(np.float32))


def fit(taxonomy: Taxonomy, embedder: Embedder, unseen: Collection[str], steps: int = _STEPS) -> Adapter:
    """An adapter from the skill list without the normalised spellings `unseen`; seeded, the same in every run on one
    machine. Two spellings of a skill must find each other among those of the skills nearest to a few drawn ones."""
    import torch
    from torch.nn.functional import cross_entropy, normalize

    hidden = frozenset(unseen)
    spellings: dict[str, list[str]] = {}
    for skill in taxonomy.skills.values():
        forms = dict.fromkeys((skill.name, skill.name_en, *skill.aliases))
        kept = [form for form in forms if normalise(form) not in hidden]
        if len(kept) > 1:
            spellings[skill.skill_id] = kept
    texts = [form for forms in spellings.values() for form in forms]
    vectors = embedder.encode(texts)
    centre = vectors.mean(axis=0).astype(np.float16).astype(np.float32)
    moved = vectors - centre
    ends = np.cumsum([len(forms) for forms in spellings.values()])
    rows = np.split(np.arange(len(texts)), ends[:-1])
    middles = np.stack([moved[at].mean(axis=0) for at in rows])
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    nearest = np.argsort(-(middles @ middles.T), axis=1, kind="stable")[:, :_NEIGHBOURS]

    torch.manual_seed(7)
    rng = np.random.default_rng(7)
    axes = np.linalg.eigh(np.cov(moved.T))[1].T[::-1][:WIDTH]
    matrix = torch.tensor(np.ascontiguousarray(axes), dtype=torch.float32, requires_grad=True)
    data = torch.tensor(moved)
    optimiser = torch.optim.Adam([matrix], lr=2e-3)
    for _ in range(steps):
        chosen = np.unique(nearest[rng.integers(0, len(rows), _SEEDS)])
        drawn = np.stack([rng.choice(rows[at], 2, replace=False) for at in chosen])
        one, two = (normalize(data[drawn[:, side]] @ matrix.T, dim=1) for side in (0, 1))
        likeness, wanted = one @ two.T / _TEMPERATURE, torch.arange(len(chosen))
        loss = cross_entropy(likeness, wanted) + cross_entropy(likeness.T, wanted)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return Adapter(centre, matrix.detach().numpy().astype(np.float16).astype(np.float32))
