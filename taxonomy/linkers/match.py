"""From terse demand to verbose clauses: nearest competencies with a probability that one of them covers the demand.

A skill that a clause names by id is covered by definition of the frame. All else is ranked by `matcher`. Between the
thresholds the verdict is `review`: people decide, no guess is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from taxonomy.linkers import space
from taxonomy.linkers.embed import Embedder
from taxonomy.linkers.knowledge import competency_text
from taxonomy.linkers.matcher import Matcher
from taxonomy.models import Skill
from taxonomy.registry import Taxonomy
from taxonomy.thresholds import Coverage

NAMED = 0.97
"""Probability for a skill that the clause names by id: the authors' error rate is small, not none."""
FIELD_SHARE = 0.68
"""Share of demand that some clause covers, when queries come from the fields of the certificates that they are matched
with (68 % of 702 real mentions against 28 certificates). Log-odds are shifted to it for free queries."""


@dataclass(frozen=True, slots=True)
class Match:
    """One clause near to a query, best first; scores compare clauses of one query only."""

    clause: int
    score: float


@dataclass(frozen=True)
class Answer:
    """The clauses nearest to one query, and whether the best of them covers it."""

    matches: list[Match]
    p_covered: float
    verdict: str


def skill_query(skill: Skill, taxonomy: Taxonomy) -> str:
    """What stands for a skill when it is compared with clauses: its name and, for tools, what they are used for."""
    served = "、".join(taxonomy.skills[s].name for s in skill.serves if s in taxonomy.skills)
    return f"{skill.name}（{served}）" if served else skill.name


def verdict(p: float, rules: Coverage) -> str:
    """`covered`, `partly`, `review` (people decide) or `not_covered`."""
    if p >= rules.covered:
        return "covered"
    if p >= rules.partly:
        return "partly"
    return "review" if p >= rules.review else "not_covered"


def verdict_by_likeness(p: float, rules: Coverage) -> str:
    """What is said of a skill that no clause names, asked without a sentence over all certificates: never `covered`."""
    if p >= rules.alike:
        return "partly"
    return "review" if p >= rules.review else "not_covered"


def answer(
    queries: Sequence[str],
    contexts: Sequence[str],
    clauses: Sequence[str],
    k: int,
    matcher: Matcher,
    rules: Coverage,
    covered_share: float = FIELD_SHARE,
) -> list[Answer]:
    """Match free queries (with the sentence around each, or "") against any clauses; order of queries kept."""
    if not queries or not clauses:
        return [Answer([], 0.0, "not_covered") for _ in queries]
    found: list[Answer] = []
    for ranked in matcher.rank(matcher.queries(queries, contexts, clauses), matcher.clauses(clauses)):
        p_best = matcher.probability(ranked.coverage[:, 0], covered_share)
        for at, scores, p in zip(ranked.clauses[:, :k], ranked.scores[:, :k], p_best, strict=True):
            matches = [Match(int(c), float(s)) for c, s in zip(at, scores, strict=True)]
            found.append(Answer(matches, float(p), verdict(float(p), rules)))
    return found


@dataclass(frozen=True, slots=True)
class Near:
    """One of the taxonomy's own requirements near to a query."""

    competency: int
    """Position in `Taxonomy.competencies`."""
    p_covered: float


def near_competencies(
    queries: Sequence[str],
    contexts: Sequence[str],
    taxonomy: Taxonomy,
    embedder: Embedder,
    covered_share: float | None = None,
) -> list[list[Near]]:
    """The taxonomy's own requirements near to each query, the most probable first.

    The matcher knows how frames word what a skill is for, and was trained on demands written for them: it would find
    these very words again. So each half of the certificates is matched by one that knows the other half only: as it was
    measured, and as it meets a foreign standard."""
    found: list[list[Near]] = [[] for _ in queries]
    for half in space.shipped().halves(taxonomy.certificates):
        at = [i for i, c in enumerate(taxonomy.competencies) if c.certificate in half]
        if not at or not queries:
            continue
        matcher = Matcher(taxonomy, embedder, without=half)
        texts = [competency_text(taxonomy.competencies[i]) for i in at]
        for ranked in matcher.rank(matcher.queries(queries, contexts, texts), matcher.clauses(texts)):
            p = matcher.probability(ranked.coverage, covered_share)
            for row, clauses in enumerate(ranked.clauses):
                mine = found[ranked.start + row]
                mine += [Near(at[int(c)], float(sure)) for c, sure in zip(clauses, p[row], strict=True)]
    return [sorted(near, key=lambda n: (-n.p_covered, n.competency)) for near in found]
