"""Is a new term new? A second spelling of one new skill, or a new spelling of an old one, is no further new skill.

Terms are looked at one after the other, the strongest first: each beside the spellings of known skills that are nearest
to it by letters, and beside the terms before it that were let through. What surely names one skill
(`taxonomy.linkers.same`) is its twin. Vectors of all known spellings would take minutes where they are not kept; the
price is that an old skill under a name without a letter in common is not found here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from taxonomy.linkers.same import Floats, Pair

SAME = 0.9
"""Of fifty terms read by eye, what lay between .5 and .9 beside the best of many known names was mostly a part of a
larger skill (航线规划 beside 低空航线规划), what lay above was another wording."""
NEAREST = 15
Same = Callable[[Sequence[Pair]], Floats]
"""Probability of each pair that it names one skill."""


@dataclass(frozen=True)
class Twin:
    """Another spelling that names the same skill with `SAME` or more."""

    text: str
    p: float
    is_known: bool
    """Whether the spelling is a known skill's; else an earlier term."""


def twins(terms: Sequence[str], known: Sequence[str], same: Same) -> list[Twin | None]:
    """The twin of each term, in order; None where it has none. `known`: spellings of known skills, any order."""
    if not terms:
        return []
    near = _near(terms, known)
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


def _near(terms: Sequence[str], known: Sequence[str]) -> list[list[str]]:
    """Spellings of known skills nearest to each term, those alone that have a sign in common with it."""
    return [
        [name for name, _, _ in process.extract(term, known, scorer=fuzz.ratio, limit=NEAREST) if set(term) & set(name)]
        for term in terms
    ]
