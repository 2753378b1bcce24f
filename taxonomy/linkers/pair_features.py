"""Numbers about a query and a clause, from which the matcher ranks: vectors, shared characters, shared skills.

Everything is a product of matrices, dense or sparse, so that 20,000 queries meet 50,000 clauses in seconds. The
features of one query are set against those of its other candidates where the matcher is trained, not here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from taxonomy.linkers.embed import Embedder, Vectors
from taxonomy.linkers.knowledge import Knowledge, competency_text
from taxonomy.linkers.space import Space, centred, unit
from taxonomy.text import normalise

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DENSE = ("mention", "context", "purpose", "taught", "likened", "turned")
SPARSE = ("letters", "context_letters", "words", "skills", "context_skills")
FEATURES = (*DENSE, *SPARSE)

_BUCKETS = 1 << 18
_CJK = re.compile(r"[一-鿿]")
_WORD = re.compile(r"[a-z][a-z0-9+#.]*")
_AROUND = 80
_NEIGHBOURS = 8


def around(query: str, context: str) -> str:
    """The part of the sentence around the mention that is worth comparing; the mention where there is no sentence."""
    if not context:
        return query
    at = max(0, context.find(query))
    if len(context) <= _AROUND:
        return context
    start = max(0, at - max(0, _AROUND - len(query)) // 2)
    return context[start : start + _AROUND]


@dataclass(frozen=True)
class Side:
    """Queries or clauses, turned into matrices with one row each."""

    dense: dict[str, Vectors]
    letters: sparse.csr_matrix
    words: sparse.csr_matrix
    skills: sparse.csr_matrix

    def __len__(self) -> int:
        return int(self.letters.shape[0])

    def part(self, rows: slice) -> Side:
        """Some of the rows."""
        dense = {name: vectors[rows] for name, vectors in self.dense.items()}
        return Side(dense, self.letters[rows], self.words[rows], self.skills[rows])


@dataclass(frozen=True)
class Queries:
    """Queries with what surrounds them."""

    side: Side
    context: Side
    named: NDArray[np.bool_]
    """Whether the whole mention is a spelling that the taxonomy knows."""
    in_sentence: NDArray[np.bool_]
    """Whether a sentence was given."""

    def __len__(self) -> int:
        return len(self.side)

    def part(self, rows: slice) -> Queries:
        """Some of the queries."""
        return Queries(self.side.part(rows), self.context.part(rows), self.named[rows], self.in_sentence[rows])


def _bucket(text: str) -> int:
    value = 2166136261
    for sign in text:
        value = ((value ^ ord(sign)) * 16777619) & 0xFFFFFFFF
    return value % _BUCKETS


def _rows(parts: Sequence[dict[int, float]], width: int) -> sparse.csr_matrix:
    counts = np.array([len(p) for p in parts])
    indptr = np.concatenate([[0], np.cumsum(counts)])
    indices = np.fromiter((k for p in parts for k in p), dtype=np.int32, count=int(counts.sum()))
    data = np.fromiter((v for p in parts for v in p.values()), dtype=np.float32, count=int(counts.sum()))
    return sparse.csr_matrix((data, indices, indptr), shape=(len(parts), width))


def _letters(text: str) -> dict[int, float]:
    plain = normalise(text)
    pairs = {plain[i : i + 2] for i in range(len(plain) - 1)} or {plain}
    return {_bucket(pair): 1.0 for pair in pairs if any(c.isalnum() for c in pair)}


def _words(text: str) -> dict[int, float]:
    return {_bucket(" " + word): 1.0 for word in _WORD.findall(text.casefold())}


class Features:
    """Makes both sides and compares them; one object for one taxonomy and one encoder."""

    def __init__(self, knowledge: Knowledge, embedder: Embedder, space: Space) -> None:
        self.knowledge = knowledge
        self._embedder = embedder
        self._space = space
        self._skill_at = {skill: at for at, skill in enumerate(knowledge.skills)}
        self._references = self._vectors([competency_text(c) for c in knowledge.references], "clause")

    def _vectors(self, texts: Sequence[str], kind: str) -> Vectors:
        """Unit vectors about the centre of their kind, one for each text."""
        centre = self._space.centres[kind]
        if not texts:
            return np.zeros((0, len(centre)), dtype=np.float32)
        unique = list(dict.fromkeys(texts))
        at = {text: i for i, text in enumerate(unique)}
        return centred(self._embedder.encode(unique), centre)[[at[t] for t in texts]]

    def clauses(self, texts: Sequence[str]) -> Side:
        """The side of the clauses; the skills are those whose spellings stand in them."""
        skills = [{self._skill_at[s]: 1.0 for s in self.knowledge.skills_in(text)} for text in texts]
        letters = _rows([_letters(t) for t in texts], _BUCKETS)
        text = self._vectors(texts, "clause")
        dense = {"text": text, "turned": self._space.clause(text)}
        return Side(dense, letters, _rows([_words(t) for t in texts], _BUCKETS),
                    _rows(skills, len(self._skill_at)))  # fmt: skip

    def queries(self, mentions: Sequence[str], contexts: Sequence[str], english: bool) -> Queries:
        """The side of the queries; `english` when the clauses hold no Chinese."""
        know = self.knowledge
        senses = [know.sense(m) for m in mentions]
        surroundings = [around(m, c) for m, c in zip(mentions, contexts, strict=True)]
        firsts = [know.skills[s.skills[0]] if s.skills else None for s in senses]
        purposes = [
            m if skill is None else skill.name_en if english else know.purpose(skill)
            for m, skill in zip(mentions, firsts, strict=True)
        ]
        said = [f"{m} {p}" for m, p in zip(mentions, purposes, strict=True)] if english else list(mentions)
        mention = self._vectors(mentions, "mention")
        context = mention.copy()
        told = np.flatnonzero([bool(c) for c in contexts])
        context[told] = self._vectors([surroundings[i] for i in told], "sentence")
        dense = {
            "mention": mention, "context": context, "purpose": self._vectors(purposes, "mention"),
            "taught": self._taught([s.skills for s in senses], mention),
            "likened": self._likened(mention + context), "turned": self._space.demand(unit(mention + context)),
        }  # fmt: skip
        wanted = []
        for sense in senses:
            near: dict[int, float] = {}
            for skill in sense.skills:
                for other, weight in know.near(skill):
                    near[self._skill_at[other]] = max(weight, near.get(self._skill_at[other], 0.0))
            wanted.append(near)
        beside = [{self._skill_at[s]: 1.0 for s in know.skills_in(c)} for c in surroundings]
        width = len(self._skill_at)
        side = Side(dense, _rows([_letters(m) for m in said], _BUCKETS), _rows([_words(m) for m in said], _BUCKETS),
                    _rows(wanted, width))  # fmt: skip
        other_side = Side({}, _rows([_letters(c) for c in surroundings], _BUCKETS),
                          _rows([_words(c) for c in surroundings], _BUCKETS), _rows(beside, width))  # fmt: skip
        return Queries(side, other_side, np.array([s.named for s in senses], dtype=bool),
                       np.array([bool(c) for c in contexts], dtype=bool))  # fmt: skip

    def _taught(self, skills: Sequence[tuple[str, ...]], mention: Vectors) -> Vectors:
        """Mean vector of the requirements that teach the mention's skills; the mention where there are none."""
        made = mention.copy()
        for row, ids in enumerate(skills):
            at = sorted({a for skill in ids for a in self.knowledge.taught_by(skill)})
            if at:
                made[row] = self._references[at].mean(axis=0)
        made /= np.linalg.norm(made, axis=1, keepdims=True) + 1e-9
        return made

    def _likened(self, vectors: Vectors) -> Vectors:
        """Mean vector of the requirements nearest to the query: how frames word what it speaks of."""
        if not len(self._references):
            return vectors
        made = np.zeros_like(vectors)
        for start in range(0, len(vectors), 2048):
            scores = vectors[start : start + 2048] @ self._references.T
            nearest = np.argpartition(-scores, min(_NEIGHBOURS, scores.shape[1] - 1), axis=1)[:, :_NEIGHBOURS]
            made[start : start + 2048] = self._references[nearest].mean(axis=1)
        made /= np.linalg.norm(made, axis=1, keepdims=True) + 1e-9
        return made


def rarity(clauses: sparse.csr_matrix) -> Floats:
    """Weight of each column: the rarer among the clauses, the heavier."""
    n = clauses.shape[0]
    holding = np.asarray((clauses > 0).sum(axis=0)).ravel()
    return np.asarray(np.log((n + 1) / (holding + 0.5)), dtype=np.float64)


@dataclass(frozen=True)
class Weights:
    """How much each letter pair and word counts among these clauses."""

    letters: Floats
    words: Floats

    @classmethod
    def of(cls, clauses: Side) -> Weights:
        """Rare ones count for more."""
        return cls(rarity(clauses.letters), rarity(clauses.words))


def _shared(queries: sparse.csr_matrix, clauses: sparse.csr_matrix, weights: Floats | None, candidates: Ints) -> Floats:
    """What each query and each of its candidates share: with weights as a share of what the query has, else summed."""
    n, k = candidates.shape
    part = queries if weights is None else queries.multiply(weights[None, :]).tocsr().astype(np.float32)
    rows = np.repeat(np.arange(n), k)
    both = part[rows].multiply(clauses[candidates.ravel()])
    found = np.asarray(both.sum(axis=1), dtype=np.float64).reshape(n, k)
    if weights is not None:
        found /= np.asarray(part.sum(axis=1), dtype=np.float64).reshape(n, 1) + 1e-6
    return found


def compare(queries: Queries, clauses: Side, weights: Weights, candidates: Ints) -> Floats:
    """Features of each query with each of its candidate clauses: queries × candidates × FEATURES."""
    made = np.empty((*candidates.shape, len(FEATURES)))
    sides = {name: clauses.dense[name][candidates] for name in ("text", "turned")}
    for at, name in enumerate(DENSE):
        chosen = sides.get(name, sides["text"])
        made[..., at] = np.einsum("nd,nkd->nk", queries.side.dense[name], chosen)
    at = len(DENSE)
    made[..., at] = _shared(queries.side.letters, clauses.letters, weights.letters, candidates)
    made[..., at + 1] = _shared(queries.context.letters, clauses.letters, weights.letters, candidates)
    made[..., at + 2] = _shared(queries.side.words, clauses.words, weights.words, candidates)
    made[..., at + 3] = np.minimum(1.5, _shared(queries.side.skills, clauses.skills, None, candidates))
    made[..., at + 4] = np.minimum(3.0, _shared(queries.context.skills, clauses.skills, None, candidates))
    return made
