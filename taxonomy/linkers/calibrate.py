"""Fits the curve from similarity to the probability of coverage (`python -m taxonomy.linkers.calibrate`).

Uses nothing but the taxonomy: each skill that some certificate names is asked of all clauses (covered), and of the
clauses of certificates that teach none of its family: the clauses that name it, its parent, its children or what it
serves are taken away first (not covered). The second answers are as near as unrelated clauses come."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy import optimize

from taxonomy.linkers.embed import Embedder
from taxonomy.linkers.match import competency_text, features, similarity, skill_query
from taxonomy.models import Skill
from taxonomy.registry import Taxonomy


def _family(skill: Skill, taxonomy: Taxonomy) -> set[str]:
    near = {skill.skill_id, *skill.serves} | ({skill.parent} if skill.parent else set())
    return near | {
        other.skill_id
        for other in taxonomy.skills.values()
        if near & {other.parent, *other.serves} or other.skill_id in skill.distinct_from
    }


def observations(taxonomy: Taxonomy, embedder: Embedder) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Features and labels (1 covered, 0 not) of every named skill, twice."""
    clauses = [competency_text(c) for c in taxonomy.competencies]
    named = {s for c in taxonomy.competencies for s in c.skills}
    skills = [s for s in taxonomy.skills.values() if s.skill_id in named and s.type != "soft"]
    texts = [skill_query(s, taxonomy) for s in skills]
    scores = similarity(embedder.encode(texts), embedder.encode(clauses))
    covered = features(scores, scores.argmax(axis=1), texts, clauses)
    masked = scores.copy()
    for row, skill in enumerate(skills):
        family = _family(skill, taxonomy)
        homes = {c.certificate for c in taxonomy.competencies if family & set(c.skills)}
        masked[row, [i for i, c in enumerate(taxonomy.competencies) if c.certificate in homes]] = -1.0
    best = masked.argmax(axis=1)
    not_covered = features(scores, best, texts, clauses)
    x = np.vstack([covered, not_covered])
    return x, np.concatenate([np.ones(len(covered)), np.zeros(len(not_covered))])


def fit(x: NDArray[np.float64], y: NDArray[np.float64], ridge: float = 1e-3) -> dict[str, float]:
    """Logistic regression with a small ridge; coefficients by name."""
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.column_stack([np.ones(len(x)), (x - mean) / spread])

    def loss(beta: NDArray[np.float64]) -> float:
        eta = z @ beta
        return float(np.mean(np.logaddexp(0, eta) - y * eta) + ridge * np.sum(beta[1:] ** 2))

    beta = optimize.minimize(loss, np.zeros(z.shape[1]), method="BFGS").x
    slopes = beta[1:] / spread
    values = [float(beta[0] - slopes @ mean), *map(float, slopes)]
    return dict(zip(("intercept", "cosine", "standing", "shared"), values, strict=True))


def area_under_curve(scores: NDArray[np.float64], labels: NDArray[np.float64]) -> float:
    """Probability that a covered one scores above one that is not."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    n1 = labels.sum()
    return float((ranks[labels == 1].sum() - n1 * (n1 + 1) / 2) / (n1 * (len(labels) - n1)))


def write(coefficients: dict[str, float]) -> Path:
    """Keep the curve beside `match`."""
    path = Path(__file__).parent / "coverage_curve.yaml"
    rounded = {name: round(value, 4) for name, value in coefficients.items()}
    path.write_text("# Written by taxonomy.linkers.calibrate.\n" + yaml.safe_dump(rounded, sort_keys=False), "utf-8")
    return path


def main() -> None:
    """Fit on the taxonomy as it stands, print the figures, write the curve."""
    from taxonomy.linkers.embed import SentenceEmbedder
    from taxonomy.linkers.match import Curve
    from taxonomy.registry import load

    embedder = SentenceEmbedder("", Path.home() / ".cache" / "xgap")
    x, y = observations(load(), embedder)
    coefficients = fit(x, y)
    p = Curve(**coefficients)(x)
    print(f"{int(y.sum())} skills, AUC {area_under_curve(p, y):.3f}, Brier {float(np.mean((p - y) ** 2)):.3f}")
    print(f"written: {write(coefficients).name}")


if __name__ == "__main__":
    main()
