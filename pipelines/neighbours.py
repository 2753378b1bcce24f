"""Beside every candidate skill the skills of the list that are spelled most like it, for people who judge candidates.

By letters alone, as in `taxonomy.linkers.renamed`: a known skill under a name without a letter in common is not found
here, and people look for it by its aliases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from taxonomy.linkers.same import Floats, Pair
from taxonomy.registry import Taxonomy
from taxonomy.text import normalise

COMPARED: Final = 4
"""Spellings compared for each candidate. Of 3,238 candidates of real postings 483 have one with p ≥ .5 among the four
most alike (at least `LEAST_ALIKE`), 511 among the eight most alike, which take 1.6 times the vectors."""
LEAST_ALIKE: Final = 50
"""Of 100, by `rapidfuzz.fuzz.ratio`."""
WITH_P: Final = 1000
"""Candidates, the most asked for, whose neighbours get a probability: people judge these first, and each costs about
six vectors that nothing else needs. The neighbours of the others are ordered by letters."""
_BLOCK: Final = 512
"""Candidates compared at once: a block takes 512 × 44,000 bytes."""


def spellings(taxonomy: Taxonomy) -> dict[str, tuple[str, str]]:
    """Normal form → (spelling as the list has it, skill id), of all names and aliases."""
    found: dict[str, tuple[str, str]] = {}
    for skill in taxonomy.skills.values():
        for text in (skill.name, skill.name_en, *skill.aliases):
            found.setdefault(normalise(text), (text, skill.skill_id))
    return found


def neighbour_rows(
    names: Mapping[str, str],
    known: Mapping[str, tuple[str, str]],
    same: Callable[[Sequence[Pair]], Floats],
    workers: int = 1,
    with_p: int = WITH_P,
) -> list[dict[str, Any]]:
    """Rows of `derived.skill_neighbours`. `names`: candidate id → name, the most asked for first; `known` as
    `spellings` gives it. `p_same` is None beyond the first `with_p` candidates."""
    ids = list(names)
    near = _near([names[skill] for skill in ids], known, workers)
    pairs = [(names[skill], text) for skill, found in zip(ids[:with_p], near, strict=False) for text, _ in found]
    p = dict(zip(pairs, same(pairs).tolist(), strict=True)) if pairs else {}
    rows = []
    for skill, found in zip(ids, near, strict=True):
        best: dict[str, tuple[float | None, str]] = {}
        # of the spellings of one known skill the likeliest; in the order of letters where none has a probability
        for text, known_id in sorted(found, key=lambda one: -p.get((names[skill], one[0]), 0.0)):
            best.setdefault(known_id, (p.get((names[skill], text)), text))
        rows += [
            {"skill_id": skill, "known_id": known_id, "rank": rank, "spelling": text,
             "p_same": None if one is None else round(one, 4)}
            for rank, (known_id, (one, text)) in enumerate(best.items(), start=1)
        ]  # fmt: skip
    return rows


def _near(names: Sequence[str], known: Mapping[str, tuple[str, str]], workers: int) -> list[list[tuple[str, str]]]:
    """(spelling, skill id) of the known spellings most like each name, by letters."""
    keys, found = list(known), []
    for start in range(0, len(names), _BLOCK):
        block = [normalise(name) for name in names[start : start + _BLOCK]]
        alike = process.cdist(block, keys, scorer=fuzz.ratio, dtype=np.uint8, workers=workers)
        found += [[known[keys[at]] for at in _best(row)] for row in alike]
    return found


def _best(row: NDArray[np.uint8]) -> list[int]:
    """Places of the spellings most alike; of two alike the earlier one, so that runs agree."""
    enough = np.flatnonzero(row >= LEAST_ALIKE)
    order = np.lexsort((enough, -row[enough].astype(np.int16)))
    return [int(at) for at in enough[order[:COMPARED]]]
