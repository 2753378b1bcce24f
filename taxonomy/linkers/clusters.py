"""Candidate terms of one meaning as one skill, and candidates that are another wording of a known skill.

A cluster is a star: every term in it is alike to the term in its middle, so that no chain of small steps joins what is
far apart. The middle, which gives the id, is the term that became a candidate first, and not the most frequent one:
frequencies change with every collection. A term's place depends only on terms that came before it, so postings of
later days can add terms to a cluster but never move, split or rename one. What people have judged stands before all
others, in a cluster of its own, and is never joined with anything else judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from taxonomy.linkers import adapter
from taxonomy.linkers.candidates import CLOSED_TYPES
from taxonomy.linkers.embed import Embedder
from taxonomy.linkers.same import MERGE, Pair, SameSkill, shared
from taxonomy.registry import Taxonomy

NEAREST = 8
FLOOR = 0.45
"""Cosine after the adapter. Of the judged real neighbours with p ≥ `MERGE` 98 % are nearer than .52."""
SHARED = 0.6
"""Least share of characters in common: all judged real neighbours with p ≥ `MERGE` have two thirds."""
_ROWS = 1024


@dataclass(frozen=True, slots=True)
class Term:
    """A candidate."""

    core: str
    """What identifies it."""
    text: str
    """As it is written."""
    since: date | None = None
    """Day on which enough postings held it; None if that is unknown, which comes last."""


@dataclass(frozen=True)
class Alike:
    """What means the same as what, with a probability of at least `MERGE`."""

    terms: Mapping[Pair, float] = field(default_factory=dict)
    """Two cores, the smaller first → probability."""
    known: Mapping[str, str] = field(default_factory=dict)
    """Core → known skill; none where two known skills lay claim to it."""


def alike(terms: Sequence[Term], taxonomy: Taxonomy, embedder: Embedder) -> Alike:
    """Which terms mean the same as others or as known skills, among the `NEAREST` spellings of each."""
    own = sorted(terms, key=lambda t: t.core)
    # attitudes, languages and generic skills gather no new wordings by likeness
    skills = [s for s in taxonomy.skills.values() if s.type not in CLOSED_TYPES and not s.generic]
    spelled = [(s.skill_id, t) for s in skills for t in dict.fromkeys((s.name, s.name_en, *s.aliases))]
    if not own:
        return Alike()
    texts = [*(t.text for t in own), *(text for _, text in spelled)]
    vectors = adapter.shipped().project(embedder.encode(texts))
    near: list[tuple[int, int]] = []
    for start in range(0, len(own), _ROWS):
        likeness = vectors[start : min(start + _ROWS, len(own))] @ vectors.T
        for row, scores in enumerate(likeness, start):
            scores[row] = -1.0
            close = np.flatnonzero(scores >= FLOOR)
            near += [(row, int(at)) for at in close[np.argsort(-scores[close], kind="stable")[:NEAREST]]]
    wanted = sorted({(min(a, b), max(a, b)) for a, b in near if shared(texts[a], texts[b]) >= SHARED})
    p = SameSkill(taxonomy, embedder).probabilities([(texts[a], texts[b]) for a, b in wanted])
    pairs: dict[Pair, float] = {}
    claims: dict[str, set[str]] = {}
    for (a, b), sure in zip(wanted, p.tolist(), strict=True):
        if sure < MERGE:
            continue
        if b < len(own):
            pairs[own[a].core, own[b].core] = sure
        else:
            claims.setdefault(own[a].core, set()).add(spelled[b - len(own)][0])
    return Alike(pairs, {core: min(skills) for core, skills in claims.items() if len(skills) == 1})


def middles(terms: Sequence[Term], found: Alike, judged: Collection[str] = ()) -> dict[str, str]:
    """Core → core in the middle of its cluster, for all terms but those in `found.known` that nobody judged and that
    are alike to nothing judged: these are no candidates.

    Of several middles a term joins the likeliest, then the earlier. The order of the terms does not matter."""
    ruled = frozenset(judged)
    ordered = sorted(terms, key=lambda t: (t.core not in ruled, t.since or date.max, t.core))
    neighbours: dict[str, dict[str, float]] = {}
    for (a, b), p in found.terms.items():
        neighbours.setdefault(a, {})[b] = p
        neighbours.setdefault(b, {})[a] = p
    place: dict[str, int] = {}
    chosen: dict[str, str] = {}
    for rank, term in enumerate(ordered):
        near = neighbours.get(term.core, {})
        open_to = [core for core in near if core in place and term.core not in ruled]
        if term.core in found.known and term.core not in ruled:
            open_to = [core for core in open_to if core in ruled]
            if not open_to:
                continue
        if open_to:
            chosen[term.core] = min(open_to, key=lambda core: (-near[core], place[core]))
        else:
            chosen[term.core], place[term.core] = term.core, rank
    return chosen
