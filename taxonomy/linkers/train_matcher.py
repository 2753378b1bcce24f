"""Fits the matcher from the judged pairs of this repository (`xgap train matcher`).

Spaces and ranking are fitted on the demands that we wrote, the ranking on those of certificates outside the dev pool,
each set of certificates met through a space that has not seen it. The curve of coverage needs natural demand: it is
fitted on the real mentions, whose sentences are read from the annotated postings; without these the curve in the file
is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from taxonomy.linkers import demands as demand_files
from taxonomy.linkers import judged
from taxonomy.linkers.demands import Demand
from taxonomy.linkers.embed import Embedder
from taxonomy.linkers.judged import Item, Pool, requirements
from taxonomy.linkers.matcher import Matcher, Model, coverage_features, ranking_features
from taxonomy.linkers.pair_features import Floats, Ints
from taxonomy.linkers.space import Spaces
from taxonomy.linkers.train_space import rights, wordings
from taxonomy.linkers.train_space import train as train_space
from taxonomy.registry import Taxonomy

RIDGE_RANKING = 100.0
STRENGTH_COVERAGE = 0.1
WRITTEN = 0.03
"""Weight of a demand written for one requirement beside a sentence judged against all of a pool: the former avoid the
clause's words more than employers do."""
TOGETHER = 5
"""Certificates whose clauses a written demand is ranked among: some 300, as many as a family of standards has."""


@dataclass(frozen=True)
class Prepared:
    """Candidates of judged items: which clauses, features, and grade (2 covers, 1 partly, 0 not) of each."""

    clauses: Ints
    found: Floats
    named: Floats
    grades: Ints


def prepare(matcher: Matcher, pool: Pool, items: Sequence[Item], sentences: bool = True) -> Prepared:
    """Retrieve the candidates of each item from its pool."""
    side = matcher.clauses(pool.texts)
    contexts = [i.context if sentences else "" for i in items]
    queries = matcher.queries([i.mention for i in items], contexts, pool.texts)
    blocks = list(matcher.candidates(queries, side))
    clauses = np.vstack([b[2] for b in blocks])
    grades = np.array(
        [[2 if c in i.covered else int(c in i.partly) for c in row] for i, row in zip(items, clauses, strict=True)]
    )
    return Prepared(clauses, np.concatenate([b[3] for b in blocks]), queries.named.astype(np.float64), grades)


def fit_ranking(sets: Sequence[tuple[Prepared, float]], ridge: float = RIDGE_RANKING) -> Floats:
    """Weights that put covering clauses above the others (softmax over a query's candidates; `partly` is left out)."""
    made = []
    for prepared, weight in sets:
        kept = (prepared.grades == 2).any(axis=1)
        x = ranking_features(prepared.found[kept], prepared.named[kept])
        made.append((x, prepared.grades[kept], weight))
    flat = np.concatenate([x.reshape(-1, x.shape[-1]) for x, _, _ in made])
    spread = flat.std(axis=0) + 1e-6

    def loss(w: Floats) -> tuple[float, Floats]:
        value, slope = ridge * float(w @ w), 2 * ridge * w
        for x, grades, weight in made:
            good = grades == 2
            scores = np.where(grades == 1, -1e9, (x / spread) @ w)
            scores -= scores.max(axis=1, keepdims=True)
            p = np.exp(scores)
            p /= p.sum(axis=1, keepdims=True)
            held = np.where(good, p, 0.0)
            total = held.sum(axis=1, keepdims=True) + 1e-12
            even = good / good.sum(axis=1, keepdims=True)
            value -= weight * 0.5 * float(np.log(total).sum() + (even * np.log(p + 1e-12)).sum())
            slope = slope + weight * np.einsum("ij,ijk->k", p - 0.5 * (held / total + even), x / spread)
        return value, slope

    fitted = optimize.minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B")
    return np.asarray(fitted.x / spread, dtype=np.float64)


def coverage_rows(prepared: Prepared, ranking: Floats) -> tuple[Floats, Ints]:
    """Features of the best candidate of each item, and the item's grade (2 covered, 1 partly, 0 by none)."""
    scores = ranking_features(prepared.found, prepared.named) @ ranking
    best = scores.argmax(axis=1)
    rows = coverage_features(prepared.found, scores, prepared.named)[np.arange(len(best)), best]
    return rows, prepared.grades.max(axis=1)


def curve() -> Pipeline:
    """The model of coverage before fitting."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH_COVERAGE, max_iter=2000))


def fit_coverage(x: Floats, grades: Ints) -> tuple[float, ...]:
    """Intercept and weights of the logistic curve, on the features as they are."""
    fitted = curve().fit(x, grades == 2)
    scale, line = fitted[0], fitted[1]
    weights = line.coef_[0] / scale.scale_
    return (float(line.intercept_[0] - weights @ scale.mean_), *map(float, weights))


def out_of_sample(x: Floats, grades: Ints, folds: int = 8) -> Floats:
    """Probability of each item by curves that have not seen it."""
    split = StratifiedKFold(folds, shuffle=True, random_state=0)
    return np.asarray(cross_val_predict(curve(), x, grades == 2, cv=split, method="predict_proba")[:, 1])


def written(
    taxonomy: Taxonomy, demands: Sequence[Demand], embedder: Embedder, spaces: Spaces, model: Model
) -> list[tuple[Prepared, float]]:
    """Written demands of the second half with their candidates, some certificates at a time, with their sentence and
    without; each set with its weight. The wording of the clauses is that of the judged pools."""
    codes = sorted({d.certificate for d in demands} - spaces.first_half)
    blind = Matcher(taxonomy, embedder, model, without=codes, spaces=spaces)
    made = []
    for start in range(0, len(codes), TOGETHER):
        some = codes[start : start + TOGETHER]
        ours = [d for d in demands if d.certificate in some and d.covered]
        clauses = requirements(taxonomy, some)
        whole = blind.clauses([wordings(r)[-1] for r in clauses.values()])
        good, open_ = rights(ours, list(clauses), whole.dense["text"])
        items = [
            Item(
                d.mention, d.sentence, "", frozenset(np.flatnonzero(g).tolist()), frozenset(np.flatnonzero(o).tolist())
            )
            for d, g, o in zip(ours, good, open_, strict=True)
        ]
        pool = Pool(tuple(clauses), tuple(judged.worded(r, i) for i, r in clauses.items()))
        made += [(prepare(blind, pool, items, sentences), WRITTEN) for sentences in (True, False)]
    return made


def matchers(taxonomy: Taxonomy, embedder: Embedder, model: Model, spaces: Spaces | None = None) -> dict[str, Matcher]:
    """For each pool a matcher that knows no requirement of the pool's certificates."""
    return {
        name: Matcher(taxonomy, embedder, model, without=pool.certificates, spaces=spaces)
        for name, pool in judged.pools(taxonomy).items()
    }


def real_items(taxonomy: Taxonomy, descriptions: Mapping[str, str]) -> dict[str, list[Item]]:
    """Judged real mentions of both pools."""
    pools = judged.pools(taxonomy)
    return {"train": judged.real(pools["train"], "train", descriptions),
            "dev": judged.real(pools["dev"], "dev", descriptions)}  # fmt: skip


def train(
    taxonomy: Taxonomy, embedder: Embedder, old: Model, descriptions: Mapping[str, str] | None
) -> tuple[Model, Spaces]:
    """Fit spaces and ranking and, where the annotated postings are at hand, the curve of coverage."""
    pools, demands = judged.pools(taxonomy), demand_files.read()
    spaces = train_space(taxonomy, demands, embedder, pools["dev"].certificates)
    knowing = matchers(taxonomy, embedder, old, spaces)["train"]
    own = [(prepare(knowing, pools["train"], judged.own(pools["train"]), s), 1.0) for s in (True, False)]
    ranking = fit_ranking([*own, *written(taxonomy, demands, embedder, spaces, old)])
    model = replace(old, ranking=tuple(map(float, ranking)))
    if not descriptions:
        return model, spaces
    blind, real = matchers(taxonomy, embedder, model, spaces), real_items(taxonomy, descriptions)
    curves = []
    for sentences in (True, False):
        rows = [
            coverage_rows(prepare(blind[name], pools[name], items, sentences), ranking) for name, items in real.items()
        ]
        x, grades = np.vstack([r[0] for r in rows]), np.concatenate([r[1] for r in rows])
        curves.append(fit_coverage(x, grades))
    share = float((grades == 2).mean())
    return replace(model, coverage=curves[0], coverage_alone=curves[1], covered_share=share), spaces
