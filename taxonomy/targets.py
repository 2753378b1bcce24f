"""Which postings belong to a certificate's job group: by title, by skills where the title is silent, or by hand.

- By title: the title holds one of the target's words and none of its excluded ones.
- By skills: the title is silent, and the posting names enough of the certificate's core skills. Which postings name
  enough is asked of the warehouse (`warehouse.work.target_candidates`), whose limits stand in `thresholds.yaml`.
- By hand: whole titles and ids of postings under `include` and `exclude` of the target outrank both.

A title is silent when no certificate claims it and it points to no other work: it belongs to the certificate's own
fields without naming a job group of other people in them (软件工程师 for a front-end certificate, but not
PHP工程师), or to no field at all, and it does not name teaching, selling or recruiting.

Skills decide only where they can be trusted to: among the postings that pass the same test of skills and whose title
does tell, enough must be of the group by their title (`Check`). Photoshop and 图片处理 are asked of every 美工, so
that they say nothing about photography; HTML and CSS do tell a front-end developer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from taxonomy.fields import OTHER, certificate_matcher, place_of, title_words
from taxonomy.models import Certificate, Target
from taxonomy.text import normalise
from taxonomy.thresholds import Targets

Way = Literal["title", "skills", "hand"]
WAYS: tuple[Way, ...] = ("title", "skills", "hand")

POSTING = re.compile(r"p[0-9a-f]{16}")
"""Id of a posting, as it stands in `include` and `exclude`."""
OTHER_WORK = re.compile("讲师|老师|教师|培训师|教练|销售|售前|顾问|客服|猎头|招聘|采购|teacher|trainer|sales|recruit")
"""Words of titles whose holders speak of a trade without working in it."""


@dataclass(frozen=True)
class Check:
    """How far a certificate's core skills can be trusted, on postings whose title tells."""

    n: int
    """Postings that pass the test of skills and whose title is not silent."""
    n_own: int
    """Those of them that belong to the group by their title."""

    def trusted(self, rules: Targets) -> bool:
        """Whether there are enough of them and enough belong."""
        return self.n >= rules.min_check and self.n_own >= rules.min_precision * self.n


def _whole_titles(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(normalise(entry) for entry in entries if not POSTING.fullmatch(entry))


def postings_by_hand(target: Target) -> dict[str, bool]:
    """Posting id → whether people put it into the group (True) or took it out (False)."""
    named = {entry: True for entry in target.include if POSTING.fullmatch(entry)}
    return named | {entry: False for entry in target.exclude if POSTING.fullmatch(entry)}


@dataclass(frozen=True)
class TitleReader:
    """Decides by titles for all certificates at once; made by `title_reader`."""

    _claims: Callable[[str], list[str]]
    _places: dict[str, frozenset[tuple[str, str]]]
    _unwanted: dict[str, re.Pattern[str]]
    _own_words: dict[str, str]
    _included: dict[str, frozenset[str]]
    _excluded: dict[str, frozenset[str]]

    def groups(self, title: str) -> list[tuple[str, Way]]:
        """(certificate, way) of every job group that the title alone, or people, put it into."""
        plain = normalise(title)
        by_hand = [code for code, titles in self._included.items() if plain in titles]
        by_title = [c for c in self._claims(title) if plain not in self._excluded[c] and c not in by_hand]
        return [*((code, "hand") for code in by_hand), *((code, "title") for code in by_title)]

    def silent(self, title: str, certificate: str) -> bool:
        """Whether the title says nothing against the certificate, so that its skills may decide."""
        lowered = title.lower()
        if self._claims(title) or self._unwanted[certificate].search(lowered):
            return False
        if normalise(title) in self._excluded[certificate]:
            return False
        other = OTHER_WORK.search(lowered)
        if other is not None and other[0] not in self._own_words[certificate]:
            return False
        field, group = place_of(title)
        own = self._places[certificate]
        return field == OTHER or (field in {f for f, _ in own} and (group == field or (field, group) in own))


def title_reader(certificates: Iterable[Certificate]) -> TitleReader:
    """A reader of titles for these certificates."""
    known = {c.code: c.target for c in certificates}
    return TitleReader(
        certificate_matcher(known.items()),
        {code: frozenset(place for place in map(place_of, target.titles) if place[0] != OTHER)
         for code, target in known.items()},
        {code: title_words(target.exclude_titles) for code, target in known.items()},
        {code: " ".join(target.titles).lower() for code, target in known.items()},
        {code: _whole_titles(target.include) for code, target in known.items()},
        {code: _whole_titles(target.exclude) for code, target in known.items()},
    )  # fmt: skip
