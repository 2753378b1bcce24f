"""Where demand meets clauses: sentence vectors moved so that what employers write lies near the clause that teaches it.

Two steps. First each kind of text is set about the mean of its kind: employers' terms, their sentences and the clauses
each have a direction in common that says only what kind of text it is, and clauses near to that of demand would be near
to any demand (hubness, Radovanović et al. 2010). Then a low-rank correction of either side, trained on the demands that
we wrote for our frames (`train_space`).

Three spaces are kept: `whole` is trained on every certificate of ours and serves foreign standards; the other two on
one half each, and serve the other half, so that no clause of ours is found by a correction that was trained on it."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from taxonomy.linkers.embed import Vectors

FILE = Path(__file__).parent / "space.npz"
CENTRES = ("clause", "mention", "sentence")


class OtherEncoder(ValueError):
    """The matcher was fitted with another sentence encoder than the one in use."""


def unit(vectors: Vectors) -> Vectors:
    """Rows of length one."""
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9), dtype=np.float32)


def centred(raw: Vectors, centre: Vectors) -> Vectors:
    """Unit vectors about a centre. Raises OtherEncoder where the two differ in width."""
    if raw.shape[1] != len(centre):
        raise OtherEncoder(
            f"the matcher was fitted with vectors of {len(centre)} numbers, this model gives {raw.shape[1]}: "
            "run `xgap train matcher --gold FILE` with it / 匹配模型与当前向量模型不符，请重新训练"
        )
    return unit((raw - centre).astype(np.float32))


@dataclass(frozen=True)
class Turn:
    """A low-rank correction: x + (x · down) · up, to length one again."""

    down: Vectors
    """Width × rank."""
    up: Vectors
    """Rank × width."""

    def __call__(self, vectors: Vectors) -> Vectors:
        """Unit vectors, corrected; the same shape."""
        return unit((vectors + (vectors @ self.down) @ self.up).astype(np.float32))


@dataclass(frozen=True)
class Space:
    """Centres by kind of text, and the corrections of both sides."""

    centres: Mapping[str, Vectors]
    demand: Turn
    clause: Turn

    @property
    def width(self) -> int:
        """Numbers in a vector of the encoder that this was fitted with."""
        return len(self.centres["clause"])


@dataclass(frozen=True)
class Spaces:
    """The three spaces, and which certificates each half was trained on."""

    whole: Space
    first: Space
    second: Space
    first_half: frozenset[str]
    """Certificates that `first` was trained on; `second` was trained on all other certificates of ours."""

    def halves(self, codes: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
        """These certificates in two parts, each with a space that has not seen it."""
        first = frozenset(codes) & self.first_half
        return first, frozenset(codes) - first

    def without(self, codes: Collection[str]) -> Space:
        """The space that was trained on none of these certificates; raises ValueError where they are of both halves."""
        if not codes:
            return self.whole
        first, second = self.halves(codes)
        if first and second:
            raise ValueError("no space is kept that has seen neither half of the certificates")
        return self.second if first else self.first

    def write(self, path: Path = FILE) -> None:
        """Keep them, in half precision."""
        arrays: dict[str, NDArray[np.generic]] = {"first_half": np.array(sorted(self.first_half))}
        for name in ("whole", "first", "second"):
            space: Space = getattr(self, name)
            arrays |= {f"{name}.{kind}": space.centres[kind].astype(np.float16) for kind in CENTRES}
            for side in ("demand", "clause"):
                turn: Turn = getattr(space, side)
                arrays |= {f"{name}.{side}.down": turn.down.astype(np.float16),
                           f"{name}.{side}.up": turn.up.astype(np.float16)}  # fmt: skip
        np.savez(path, **arrays)  # type: ignore[arg-type]

    @classmethod
    def read(cls, path: Path = FILE) -> Spaces:
        """The spaces in the file."""
        with np.load(path) as held:

            def space(name: str) -> Space:
                turns = [
                    Turn(*(held[f"{name}.{side}.{part}"].astype(np.float32) for part in ("down", "up")))
                    for side in ("demand", "clause")
                ]
                return Space({kind: held[f"{name}.{kind}"].astype(np.float32) for kind in CENTRES}, *turns)

            return cls(space("whole"), space("first"), space("second"), frozenset(map(str, held["first_half"])))


@functools.lru_cache(maxsize=1)
def shipped() -> Spaces:
    """The spaces beside this module."""
    return Spaces.read()
