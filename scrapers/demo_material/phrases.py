"""From authored phrases to sentences: choices in angle brackets, slots in braces."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

_CHOICE = re.compile(r"<([^<>]*)>")
_SLOT = re.compile(r"\{(\w+)\}")


def say(phrase: str, rng: random.Random, slots: Mapping[str, Sequence[str]]) -> str:
    """The phrase with every choice and slot filled; a slot that stands twice is filled alike.

    Raises KeyError naming the slot and the phrase when the material has no such slot."""
    chosen: dict[str, str] = {}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name not in chosen:
            if name not in slots:
                raise KeyError(f"slot {{{name}}} is not defined for the phrase {phrase!r}")
            chosen[name] = rng.choice(slots[name])
        return chosen[name]

    return _SLOT.sub(fill, _CHOICE.sub(lambda m: rng.choice(m[1].split("|")), phrase))


def join_terms(terms: Sequence[str], rng: random.Random, joins: Sequence[str]) -> str:
    """Terms as a list in a sentence: "A、B和C", "A/B"."""
    join = rng.choice(joins)
    if join in "/，" and any("/" in term or not term.isascii() for term in terms):
        join = "、"  # slash and comma read naturally only between product names
    if join in ("和", "与") and len(terms) > 1:
        return "、".join(terms[:-1]) + join + terms[-1]
    return join.join(terms)


def weighted(rng: random.Random, weights: Mapping[str, int]) -> str:
    """One key, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]
