"""Requirements of different certificates that ask for nearly the same: candidates for one wording, or for recognition.

Likeness is the cosine of vectors about the encoder's usual direction of clauses (`space`), over task and sentence.
Of 35 pairs at or above SAME_WORK, drawn over all certificates of our own frames and read, 32 ask for the same work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from taxonomy.linkers.embed import Embedder
from taxonomy.linkers.knowledge import competency_text
from taxonomy.linkers.space import centred, shipped
from taxonomy.models import Competency

SAME_WORK = 0.65
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Pair:
    """Two requirements by their positions, the earlier first, and how alike they are (0 to 1)."""

    first: int
    second: int
    likeness: float


def similar_clauses(competencies: Sequence[Competency], embedder: Embedder, least: float = SAME_WORK) -> list[Pair]:
    """Pairs across certificates, most alike first. An encoder of another width than the matcher's has no known
    direction and no known limit: raises space.OtherEncoder as the matcher does."""
    if not competencies:
        return []
    vectors = centred(embedder.encode([competency_text(c) for c in competencies]), shipped().whole.centres["clause"])
    names = {code: at for at, code in enumerate(dict.fromkeys(c.certificate for c in competencies))}
    certificate = np.array([names[c.certificate] for c in competencies])
    found: list[Pair] = []
    for start in range(0, len(vectors), _BLOCK):
        alike = vectors[start : start + _BLOCK] @ vectors.T
        here = np.arange(start, start + len(alike))
        wanted = (alike >= least) & (certificate[here][:, None] < certificate[None, :])
        found += [
            Pair(int(here[i]), int(j), round(float(alike[i, j]), 4)) for i, j in zip(*np.nonzero(wanted), strict=True)
        ]
    return sorted(found, key=lambda p: (-p.likeness, p.first, p.second))
