"""Is a new term new? A second spelling of one new skill, or a new spelling of an old one, is no further new skill.

Terms are looked at one after the other, the strongest first: each beside the known skills whose names are nearest to
it (by vectors, and by letters, for the vectors miss some) and beside the terms before it that were let through. What
more likely than not names one skill (`taxonomy.linkers.same`) is its twin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from taxonomy.linkers.embed import Embedder
from taxonomy.linkers.same import Floats, Pair

SAME = 0.5
NEAREST = 15
Same = Callable[[Sequence[Pair]], Floats]
"""Probability of each pair that it names one skill."""


@dataclass(frozen=True)
class Twin:
    """Another spelling that more likely than not names the same skill."""

    text: str
    p: float
    is_known: bool
    """Whether the spelling is a known skill's name; else an earlier term."""


def twins(terms: Sequence[str], known: Sequence[str], embedder: Embedder, same: Same) -> list[Twin | None]:
    """The twin of each term, in order; None where it has none. `known`: names of known skills, any order."""
    if not terms:
        return []
    near = _near(terms, known, embedder)
    pairs = [(term, name) for term, names in zip(terms, near, strict=True) for name in names]
    pairs += [(later, earlier) for at, later in enumerate(terms) for earlier in terms[:at]]
    p = dict(zip(pairs, same(pairs).tolist(), strict=True))
    found: list[Twin | None] = []
    for at, term in enumerate(terms):
        before = [earlier for earlier, twin in zip(terms[:at], found, strict=True) if twin is None]
        beside = [Twin(name, p[term, name], True) for name in near[at]]
        beside += [Twin(earlier, p[term, earlier], False) for earlier in before]
        best = max(beside, key=lambda twin: twin.p, default=None)
        found.append(best if best is not None and best.p >= SAME else None)
    return found


def _near(terms: Sequence[str], known: Sequence[str], embedder: Embedder) -> list[list[str]]:
    """Names of known skills near each term, without repeats."""
    if not known:
        return [[] for _ in terms]
    cosine = embedder.encode(list(terms)) @ embedder.encode(list(known)).T
    near = []
    for row, term in zip(cosine, terms, strict=True):
        by_vector = [known[at] for at in np.argsort(-row, kind="stable")[:NEAREST].tolist()]
        by_letters = [name for name, _, _ in process.extract(term, known, scorer=fuzz.ratio, limit=NEAREST)]
        near.append(list(dict.fromkeys(by_vector + by_letters)))
    return near
