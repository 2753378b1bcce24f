"""How much of what people write the taxonomy knows by spelling: annotated mentions and employers' own tags.

Pure functions; reading files is the caller's."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from taxonomy.linkers.alias import AliasLinker
from taxonomy.registry import HERE
from taxonomy.text import normalise


class TagKind(BaseModel):
    """One kind of tag that names no skill (an item of `taxonomy/not_skills.yaml`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    zh: str
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    """Of tags alone."""
    text_patterns: tuple[str, ...] = ()
    """Of tags and of spellings in running text."""

    @functools.cached_property
    def _tests(self) -> tuple[frozenset[str], re.Pattern[str] | None, re.Pattern[str] | None]:
        return frozenset(map(normalise, self.words)), _any_of(self.patterns), _any_of(self.text_patterns)

    def holds(self, tag: str) -> bool:
        """Whether a tag is of this kind."""
        _, pattern, _ = self._tests
        return self.holds_in_text(tag) or (pattern is not None and pattern.search(normalise(tag)) is not None)

    def holds_in_text(self, spelling: str) -> bool:
        """Whether a spelling in running text is of this kind: tags are short, and their patterns say too much here."""
        words, _, pattern = self._tests
        key = normalise(spelling)
        return key in words or (pattern is not None and pattern.search(key) is not None)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None


@functools.lru_cache(maxsize=1)
def tag_kinds(path: Path = HERE / "not_skills.yaml") -> tuple[TagKind, ...]:
    """The kinds of tags that name no skill, in the order in which they are tried."""
    return tuple(TagKind.model_validate(item) for item in yaml.safe_load(path.read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Share:
    """`known` of `total` things whose spelling leads to a skill."""

    known: int
    total: int

    def row(self) -> dict[str, float | int | None]:
        """Counts and share, for tables and JSON."""
        return {"known": self.known, "total": self.total, "share": self.known / self.total if self.total else None}


def mention_shares(mentions: Iterable[tuple[str, str]], linker: AliasLinker) -> dict[str, Share]:
    """(type, text) of annotated mentions → share per type whose text resolves, and `all`."""
    total: Counter[str] = Counter()
    known: Counter[str] = Counter()
    for kind, text in mentions:
        hit = linker.known(text) is not None
        for key in (kind, "all"):
            total[key] += 1
            known[key] += hit
    return {key: Share(known[key], n) for key, n in total.items()}


@dataclass(frozen=True, slots=True)
class TagCoverage:
    """The most frequent tags: how many resolve, and how many of those that name a skill."""

    all: Share
    skills: Share
    not_skills: Mapping[str, int]
    """Kind → number of tags of that kind."""
    unknown: tuple[tuple[str, int], ...]
    """Tags that count as skills and lead to none, most frequent first, with their number of postings."""


def tag_coverage(counts: Mapping[str, int], linker: AliasLinker, top: int = 2000) -> TagCoverage:
    """Judges the `top` most frequent tags: what they name first, whether they resolve second.

    So a benefit that happens to be spelled like a skill (五险一金) counts neither for nor against the taxonomy."""
    frequent = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:top]
    kinds: Counter[str] = Counter()
    unknown: list[tuple[str, int]] = []
    known = known_skills = 0
    for tag, n in frequent:
        resolves = linker.known(tag) is not None
        known += resolves
        kind = next((k.kind for k in tag_kinds() if k.holds(tag)), None)
        if kind is not None:
            kinds[kind] += 1
        elif resolves:
            known_skills += 1
        else:
            unknown.append((tag, n))
    n_skills = len(frequent) - kinds.total()
    return TagCoverage(Share(known, len(frequent)), Share(known_skills, n_skills), dict(kinds), tuple(unknown))
