"""From terse demand to verbose clauses: nearest competencies with a probability that one of them covers the demand.

First version. A skill that a clause names by id is covered by definition of the frame. For the rest, cosine of
sentence vectors, with the sentence around the mention where there is one, and for tools with what the tool is used
for. The probability is a logistic curve fitted by `taxonomy.linkers.calibrate`; it is a guide for reading on, and
between the thresholds the verdict is `review`: people decide, no guess is made."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from taxonomy.linkers.embed import Embedder, Vectors
from taxonomy.models import Competency, Skill
from taxonomy.registry import Taxonomy
from taxonomy.text import normalise
from taxonomy.thresholds import Coverage

Floats = NDArray[np.float64]

NAMED = 0.97
"""Probability for a skill that the clause names by id: the authors' error rate is small, not none."""
_CONTEXT_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Match:
    """One clause near to a query, best first."""

    clause: int
    score: float


@dataclass(frozen=True)
class Curve:
    """Logistic curve from features of the best match to the probability that it covers the demand."""

    intercept: float
    cosine: float
    standing: float
    shared: float

    def __call__(self, features: Floats) -> Floats:
        """Probabilities (0 to 1) for rows of (cosine, standing, shared characters)."""
        z = self.intercept + features @ np.array([self.cosine, self.standing, self.shared])
        p: Floats = 1 / (1 + np.exp(-z))
        return p


@functools.lru_cache(maxsize=1)
def curve() -> Curve:
    """The fitted curve beside this module."""
    return Curve(**yaml.safe_load((Path(__file__).parent / "coverage_curve.yaml").read_text("utf-8")))


def skill_query(skill: Skill, taxonomy: Taxonomy) -> str:
    """What stands for a skill when it is compared with clauses: its name and, for tools, what they are used for."""
    served = "、".join(taxonomy.skills[s].name for s in skill.serves if s in taxonomy.skills)
    return f"{skill.name}（{served}）" if served else skill.name


def competency_text(competency: Competency) -> str:
    """What stands for a clause when it is compared with demand: its task and its sentence."""
    return f"{competency.task.zh}：{competency.text.zh}"


def shared_characters(query: str, clause: str) -> float:
    """Share of the query's character pairs that the clause has too (0 to 1)."""
    pairs, has = _pairs(query), _pairs(clause)
    if len(pairs) == 1 and len(next(iter(pairs))) < 2:
        return float(normalise(query) in normalise(clause))
    return len(pairs & has) / len(pairs)


@functools.lru_cache(maxsize=100_000)
def _pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters; the text itself where it has but one."""
    plain = normalise(text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1)) or frozenset({plain})


def similarity(queries: Vectors, clauses: Vectors, contexts: Vectors | None = None) -> Vectors:
    """Scores, queries × clauses; with contexts, the mean of the mention's and its sentence's cosine."""
    scores: Vectors = queries @ clauses.T
    if contexts is not None:
        scores = ((scores + contexts @ clauses.T) / 2).astype(np.float32)
    return scores


def top(scores: Vectors, k: int) -> list[list[Match]]:
    """The k best clauses of each row, best first, ties by order of the clauses."""
    k = min(k, scores.shape[1])
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return [[Match(int(j), float(scores[i, j])) for j in row] for i, row in enumerate(order)]


def features(scores: Vectors, best: NDArray[np.int64], texts: Sequence[str], clauses: Sequence[str]) -> Floats:
    """Rows of (cosine of the best clause, its standing in standard deviations over all clauses, shared characters)."""
    rows = np.arange(len(scores))
    cosine = scores[rows, best]
    spread = scores.std(axis=1) + 1e-6
    standing = (cosine - scores.mean(axis=1)) / spread
    shared = [shared_characters(text, clauses[j]) for text, j in zip(texts, best, strict=True)]
    return np.column_stack([cosine, standing, np.array(shared)]).astype(np.float64)


def verdict(p: float, rules: Coverage) -> str:
    """`covered`, `partly`, `review` (people decide) or `not_covered`."""
    if p >= rules.covered:
        return "covered"
    if p >= rules.partly:
        return "partly"
    return "review" if p >= rules.review else "not_covered"


def context_of(query: str, context: str) -> str:
    """The part of the sentence around the mention that is worth comparing."""
    at = context.find(query)
    if at < 0 or len(context) <= _CONTEXT_CHARACTERS:
        return context[:_CONTEXT_CHARACTERS] or query
    start = max(0, at - (_CONTEXT_CHARACTERS - len(query)) // 2)
    return context[start : start + _CONTEXT_CHARACTERS]


@dataclass(frozen=True)
class Answer:
    """The clauses nearest to one query, and whether the best of them covers it."""

    matches: list[Match]
    p_covered: float
    verdict: str


def answer(
    queries: Sequence[str],
    contexts: Sequence[str],
    clauses: Sequence[str],
    k: int,
    embedder: Embedder,
    rules: Coverage,
) -> list[Answer]:
    """Match free queries (with the sentence around each, or "") against any clauses; order of queries kept."""
    if not queries or not clauses:
        return [Answer([], 0.0, "not_covered") for _ in queries]
    clause_vectors = embedder.encode(clauses)
    query_vectors = embedder.encode(queries)
    around = [context_of(q, c) if c else q for q, c in zip(queries, contexts, strict=True)]
    scores = similarity(query_vectors, clause_vectors, embedder.encode(around))
    found = top(scores, k)
    best = np.array([matches[0].clause for matches in found])
    p = curve()(features(scores, best, queries, clauses))
    return [Answer(m, float(v), verdict(float(v), rules)) for m, v in zip(found, p, strict=True)]
