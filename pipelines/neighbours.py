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

COMPARED: Final = 8
"""Spellings compared for each candidate."""
SHOWN: Final = 3
"""Known skills kept of them."""
LEAST_ALIKE: Final = 30
"""Of 100, by `rapidfuzz.fuzz.ratio`: below it two spellings share a letter by chance."""
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
) -> list[dict[str, Any]]:
    """Rows of `derived.skill_neighbours`. `names`: candidate id → name; `known` as `spellings` gives it."""
    ids, keys = sorted(names), list(known)
    compared: list[tuple[str, str, str]] = []
    for start in range(0, len(ids) if keys else 0, _BLOCK):
        block = ids[start : start + _BLOCK]
        alike = process.cdist(
            [normalise(names[i]) for i in block], keys, scorer=fuzz.ratio, dtype=np.uint8, workers=workers
        )
        compared += [
            (skill, *known[keys[at]]) for skill, row in zip(block, alike, strict=True) for at in _best(row)
        ]  # fmt: skip
    p = same([(names[skill], spelling) for skill, spelling, _ in compared]) if compared else ()
    near: dict[str, dict[str, tuple[float, str]]] = {}
    for (skill, spelling, known_id), one in zip(compared, p, strict=True):
        others = near.setdefault(skill, {})
        others[known_id] = max(others.get(known_id, (0.0, "")), (round(float(one), 4), spelling))
    return [
        {"skill_id": skill, "known_id": known_id, "rank": rank, "spelling": spelling, "p_same": one}
        for skill, others in sorted(near.items())
        for rank, (known_id, (one, spelling)) in enumerate(
            sorted(others.items(), key=lambda item: (-item[1][0], item[0]))[:SHOWN], start=1
        )
    ]


def _best(row: NDArray[np.uint8]) -> list[int]:
    """Places of the spellings most alike; of two alike the earlier one, so that runs agree."""
    enough = np.flatnonzero(row >= LEAST_ALIKE)
    order = np.lexsort((enough, -row[enough].astype(np.int16)))
    return [int(at) for at in enough[order[:COMPARED]]]
