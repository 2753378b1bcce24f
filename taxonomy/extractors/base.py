"""The interface that every extractor keeps, and flat-span resolution that they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from taxonomy.models import Mention


class Extractor(Protocol):
    """Finds skill mentions. Loading happens in the constructor, never on import."""

    id: str
    """Name and version; part of the key under which results are cached."""

    def pipe(self, texts: Iterable[str]) -> Iterator[list[Mention]]:
        """Mentions of each text, in the order of the texts; spans are flat and sorted by start."""
        ...


def flat(mentions: Iterable[Mention]) -> list[Mention]:
    """Drop what overlaps a better mention: longer first, then higher score, then earlier start."""
    kept: list[Mention] = []
    taken: set[int] = set()
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, -m.score, m.start)):
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)
