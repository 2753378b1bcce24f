"""Ranks clauses for a query and says how probable it is that the best one covers it.

First every clause is met with one product of vectors (plain ones and those turned towards each other, `space`) and the
skills that both name; then the fifty nearest are ranked by a linear model over `pair_features`, each set against the
other candidates. A logistic curve over the same numbers
gives the probability of coverage. Both are fitted by `taxonomy.linkers.train_matcher`; the weights are in
`matcher.json`."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from taxonomy.linkers import space as space_file
from taxonomy.linkers.embed import Embedder, Vectors
from taxonomy.linkers.knowledge import Knowledge
from taxonomy.linkers.pair_features import DENSE, FEATURES, Features, Floats, Ints, Queries, Side, Weights, compare
from taxonomy.linkers.space import Spaces
from taxonomy.registry import Taxonomy

FILE = Path(__file__).parent / "matcher.json"
CANDIDATES = 50
_BLOCK = 512
_FIRST_SKILLS, _FIRST_WORDS, _FIRST_TURNED = 0.5, 0.5, 2.0
_CJK = re.compile(r"[一-鿿]")
_AT = {name: at for at, name in enumerate(FEATURES)}


@dataclass(frozen=True)
class Model:
    """Fitted weights."""

    ranking: tuple[float, ...]
    coverage: tuple[float, ...]
    """Of mentions with their sentence; intercept first."""
    coverage_alone: tuple[float, ...]
    """Of mentions without one, where what is said of the sentence is said of the mention again."""
    covered_share: float
    """Share of covered mentions among those on which the coverage curve was fitted."""

    @classmethod
    def read(cls, path: Path = FILE) -> Model:
        """The model in the file."""
        raw = json.loads(path.read_text("utf-8"))
        share = float(raw.pop("covered_share"))
        return cls(covered_share=share, **{name: tuple(values) for name, values in raw.items()})

    def write(self, path: Path = FILE) -> None:
        """Keep it, one list a line, rounded to what matters."""
        lines = [
            f'"ranking": {json.dumps([round(v, 5) for v in self.ranking])}',
            f'"coverage": {json.dumps([round(v, 5) for v in self.coverage])}',
            f'"coverage_alone": {json.dumps([round(v, 5) for v in self.coverage_alone])}',
            f'"covered_share": {round(self.covered_share, 4)}',
        ]
        path.write_text("{" + ",\n".join(lines) + "}\n", "utf-8")


@functools.lru_cache(maxsize=1)
def shipped() -> Model:
    """The model beside this module."""
    return Model.read()


def ranking_features(found: Floats, named: Floats) -> Floats:
    """For each candidate: its features, how they stand among the other candidates, and both again for named skills.

    Shapes: queries × candidates × FEATURES and queries; returns queries × candidates × more."""
    centred = found - found.mean(axis=1, keepdims=True)
    standing = centred / (found.std(axis=1, keepdims=True) + 0.02)
    behind = found[..., : len(DENSE)] - found[..., : len(DENSE)].max(axis=1, keepdims=True)
    known = named[:, None, None]
    lexical = found[..., _AT["words"] :]
    return np.concatenate([found, standing, behind, standing[..., : len(DENSE)] * known, lexical * known], axis=-1)


def coverage_features(found: Floats, scores: Floats, named: Floats) -> Floats:
    """For each candidate: what speaks for its covering the query; queries × candidates × features."""
    dense = found[..., : len(DENSE)]
    known = np.broadcast_to(named[:, None], scores.shape)
    top = np.sort(scores, axis=1)[:, ::-1]
    runner_up = top[:, min(4, top.shape[1] - 1)][:, None]
    others = np.log(np.exp(scores - top[:, :1]).sum(axis=1))[:, None] + top[:, :1] - scores
    best_skill = np.broadcast_to(found[..., _AT["skills"]].max(axis=1)[:, None], scores.shape)
    return np.stack(
        [
            *np.moveaxis(found, -1, 0), dense.mean(axis=-1), dense.min(axis=-1), scores - scores.mean(axis=1)[:, None],
            scores - runner_up, others, best_skill, known, known * found[..., _AT["purpose"]],
            known * found[..., _AT["taught"]],
        ],
        axis=-1,
    )  # fmt: skip


@dataclass(frozen=True)
class Ranked:
    """A block of queries with their candidates, best first."""

    start: int
    clauses: Ints
    """Queries × candidates: positions of clauses."""
    scores: Floats
    """The same shape: higher is better, comparable within a query only."""
    coverage: Floats
    """The same shape: log-odds that the clause covers the query, in the composition of the fitting sample."""


def _largest(values: Vectors, k: int) -> Ints:
    """Columns of the k largest values of each row, in the order of the columns.

    By torch: numpy's partition takes eighteen times as long on 50,000 columns."""
    import torch

    found = torch.topk(torch.from_numpy(values), k, dim=1, sorted=False).indices.numpy()
    return np.sort(found, axis=1)


class Matcher:
    """Matches queries with clauses; keeps the taxonomy's side in memory."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        embedder: Embedder,
        model: Model | None = None,
        without: Collection[str] = (),
        spaces: Spaces | None = None,
    ) -> None:
        self.model = model or shipped()
        space = (spaces or space_file.shipped()).without(without)
        self.features = Features(Knowledge(taxonomy, without), embedder, space)

    def clauses(self, texts: Sequence[str]) -> Side:
        """Clauses made ready; worth keeping when several sets of queries are matched with them."""
        return self.features.clauses(texts)

    def queries(self, mentions: Sequence[str], contexts: Sequence[str], clauses: Sequence[str]) -> Queries:
        """Queries made ready for clauses of this language."""
        chinese = sum(bool(_CJK.search(text)) for text in clauses[:1000])
        return self.features.queries(mentions, contexts, english=chinese < 0.05 * len(clauses[:1000]))

    def candidates(self, queries: Queries, clauses: Side) -> Iterator[tuple[int, Queries, Ints, Floats]]:
        """Blocks of queries with the positions of their nearest clauses and the features of these pairs."""
        weights = Weights.of(clauses)
        text = np.ascontiguousarray(np.hstack([clauses.dense["text"], clauses.dense["turned"]]).T)
        skills, words = clauses.skills.T.tocsr(), clauses.words.T.tocsr()
        k = min(CANDIDATES, len(clauses))
        for start in range(0, len(queries), _BLOCK):
            part = queries.part(slice(start, start + _BLOCK))
            dense = part.side.dense
            plain = sum(dense[name] for name in DENSE if name != "turned")
            first = np.hstack([plain, _FIRST_TURNED * dense["turned"]]) @ text
            lexical = ((part.side.skills, skills, _FIRST_SKILLS), (part.side.words, words, _FIRST_WORDS))
            for ours, theirs, weight in lexical:
                both = (ours @ theirs).tocoo()
                first[both.row, both.col] += weight * np.minimum(both.data, 1.5)
            nearest = _largest(np.asarray(first, dtype=np.float32), k)
            yield start, part, nearest, compare(part, clauses, weights, nearest)

    def rank(self, queries: Queries, clauses: Side) -> Iterator[Ranked]:
        """Candidates of every query, best first, block by block."""
        ranking = np.array(self.model.ranking)
        curves = np.array([self.model.coverage_alone, self.model.coverage])
        for start, part, nearest, found in self.candidates(queries, clauses):
            named = part.named.astype(np.float64)
            scores = ranking_features(found, named) @ ranking
            curve = curves[part.in_sentence.astype(np.int64)]
            odds = np.einsum("nkf,nf->nk", coverage_features(found, scores, named), curve[:, 1:]) + curve[:, :1]
            order = np.argsort(-scores, axis=1, kind="stable")
            yield Ranked(start, *(np.take_along_axis(a, order, axis=1) for a in (nearest, scores, odds)))

    def probability(self, log_odds: Floats, covered_share: float | None = None) -> Floats:
        """Probabilities of coverage where `covered_share` of the demand is covered (None: as in the fitting sample)."""
        shift = 0.0
        if covered_share is not None:
            ours = self.model.covered_share
            shift = float(np.log(covered_share / (1 - covered_share)) - np.log(ours / (1 - ours)))
        return np.asarray(1 / (1 + np.exp(-(log_odds + shift))), dtype=np.float64)
