"""Trains and measures `taxonomy.linkers.same` on pairs that we wrote or judged (`pairs/*.csv`).

`written.csv`: pairs written by hand in 15 fields. `mentions.csv`, `neighbours.csv`: near neighbours among spellings
that occur in real postings, judged by hand; no posting text. The question was whether a certificate's designer would
count both as one skill: another wording, a slip of the pen or a harmless word more is the same; a narrower, wider or
neighbouring skill is not, and what is in doubt is not.

Everything trains the model. Figures come from five folds in which no spelling of a tested pair was trained on."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from taxonomy.linkers.evaluation import area_under_curve, calibration_error
from taxonomy.linkers.same import FEATURES, MERGE, MODEL, Floats, Pair, SameSkill, predict
from taxonomy.text import normalise

PAIRS = Path(__file__).parent / "pairs"
FOLDS = 5
DEPTH = 4
TREES = 300
_STEP = 0.04
_REAL = 2.0
"""Weight of a pair from real postings: these are what the linker will be asked about."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair of spellings and whether both name one skill."""

    field: str
    a: str
    b: str
    same: bool

    @property
    def real(self) -> bool:
        """Whether both spellings come from real postings."""
        return self.field.startswith("mentions")


def read_pairs(folder: Path = PAIRS) -> list[Judged]:
    """All judged pairs; raises ValueError with file and line for a row that is none."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                if not row.get("a") or not row.get("b") or row.get("same") not in ("0", "1"):
                    raise ValueError(f"{path.name}, line {reader.line_num}: needs a, b and same (0 or 1)")
                found.append(Judged(row["field"], row["a"], row["b"], row["same"] == "1"))
    return found


def spellings(pairs: Sequence[Judged]) -> frozenset[str]:
    """Normalised spellings of the pairs."""
    return frozenset(normalise(text) for pair in pairs for text in (pair.a, pair.b))


def folds(pairs: Sequence[Judged]) -> NDArray[np.int64]:
    """Fold of each pair: pairs that share a spelling, directly or through others, are in one fold."""
    parent: dict[str, str] = {}

    def root(text: str) -> str:
        while parent.setdefault(text, text) != text:
            text = parent[text]
        return text

    for pair in pairs:
        one, two = sorted((root(normalise(pair.a)), root(normalise(pair.b))))
        parent[two] = one  # the first by spelling, so that the order of the pairs does not matter
    return np.array([_hash(root(normalise(p.a))) % FOLDS for p in pairs], dtype=np.int64)


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def _boosted(x: Floats, y: NDArray[np.float64], weight: Floats) -> dict[str, Any]:
    from sklearn.ensemble import GradientBoostingClassifier

    model = GradientBoostingClassifier(
        n_estimators=TREES, max_depth=DEPTH, learning_rate=_STEP, subsample=0.7, min_samples_leaf=10, max_features=0.3,
        random_state=7,
    ).fit(x, y, weight)  # fmt: skip
    trees = []
    for (tree,) in model.estimators_:
        t = tree.tree_
        trees.append({
            "feature": t.feature.tolist(), "threshold": np.round(t.threshold, 6).tolist(),
            "left": t.children_left.tolist(), "right": t.children_right.tolist(),
            "value": np.round(t.value[:, 0, 0] * _STEP, 5).tolist(),
        })  # fmt: skip
    share = float(np.average(y, weights=weight))
    return {"depth": DEPTH, "base": float(np.log(share / (1 - share))), "trees": trees, "calibration": [1.0, 0.0]}


def _platt(score: Floats, y: NDArray[np.float64]) -> list[float]:
    def loss(beta: NDArray[np.float64]) -> float:
        eta = beta[0] * score + beta[1]
        return float(np.mean(np.logaddexp(0, eta) - y * eta))

    return [round(float(v), 4) for v in optimize.minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x]


@dataclass(frozen=True)
class _Data:
    """Features of the judged pairs; each trains twice, once as if the skill list knew neither spelling: the rest of
    the evidence must carry it alone."""

    x: Floats
    blind: Floats
    y: NDArray[np.float64]
    real: NDArray[np.bool_]

    @classmethod
    def of(cls, pairs: Sequence[Judged], linker: SameSkill) -> _Data:
        both: list[Pair] = [(p.a, p.b) for p in pairs]
        return cls(linker.features(both), linker.features(both, registry=False),
                   np.array([float(p.same) for p in pairs]), np.array([p.real for p in pairs]))  # fmt: skip

    def model(self, part: NDArray[np.bool_]) -> dict[str, Any]:
        """Fitted on a part of the pairs, not calibrated."""
        weight = np.where(self.real[part], _REAL, 1.0)
        return _boosted(np.vstack([self.x[part], self.blind[part]]), np.concatenate([self.y[part]] * 2),
                        np.concatenate([weight] * 2))  # fmt: skip

    def unseen(self, fold: NDArray[np.int64]) -> Floats:
        """Scores (log odds) of every pair by the model of the other folds."""
        score = np.zeros(len(self.y))
        for number in sorted(set(fold.tolist())):
            here = fold == number
            p = np.clip(predict(self.model(~here), self.x[here]), 1e-6, 1 - 1e-6)
            score[here] = np.log(p / (1 - p))
        return score


def train(pairs: Sequence[Judged], linker: SameSkill) -> dict[str, Any]:
    """A model from all pairs; calibrated on real neighbours by models that had not seen their spellings."""
    data = _Data.of(pairs, linker)
    score = data.unseen(folds(pairs))
    chosen = data.real if data.real.any() else np.ones(len(pairs), dtype=bool)
    model = data.model(np.ones(len(pairs), dtype=bool))
    return model | {"calibration": _platt(score[chosen], data.y[chosen]), "features": list(FEATURES)}


def write(model: dict[str, Any], path: Path = MODEL) -> Path:
    """Keep the model beside `same`."""
    path.write_text(json.dumps(model, separators=(",", ":")) + "\n", "utf-8")
    return path


def unseen(pairs: Sequence[Judged], linker: SameSkill) -> Floats:
    """Probabilities of the pairs, each by a model that has not seen its spellings; calibrated as the shipped model is,
    on the same scores, with two numbers."""
    data = _Data.of(pairs, linker)
    score = data.unseen(folds(pairs))
    slope, shift = _platt(score[data.real], data.y[data.real])
    p: Floats = linker.bounded([(q.a, q.b) for q in pairs], 1 / (1 + np.exp(-(slope * score + shift))))
    return p


def evaluate(pairs: Sequence[Judged], p: Floats, linker: SameSkill, draws: int = 2000) -> list[dict[str, Any]]:
    """AUC of probabilities with a 95 % bootstrap interval, calibration error and precision at p ≥ `MERGE`, over all
    pairs and by source; beside it the AUC of cosine and of shared characters."""
    x = linker.features([(q.a, q.b) for q in pairs])
    y = np.array([float(q.same) for q in pairs])
    real = np.array([q.real for q in pairs])
    chinese = np.array([any("\u4e00" <= sign <= "\u9fff" for sign in q.a + q.b) for q in pairs])
    parts = {"all": np.ones(len(y), dtype=bool), "written": ~real, "real neighbours": real,
             "real neighbours, Chinese": real & chinese, "real neighbours, Latin": real & ~chinese}  # fmt: skip
    rows = []
    for name, part in parts.items():
        if len(set(y[part])) < 2:
            continue
        low, high = _interval(p[part], y[part], draws)
        sure = part & (p >= MERGE)
        rows.append({
            "pairs": name, "n": int(part.sum()), "same": int(y[part].sum()),
            "auc": round(area_under_curve(p[part], y[part] > 0), 3), "low": low, "high": high,
            "auc_cosine": round(area_under_curve(x[part, FEATURES.index("cosine")], y[part] > 0), 3),
            "auc_characters": round(area_under_curve(x[part, FEATURES.index("characters")], y[part] > 0), 3),
            "ece": round(calibration_error(p[part], y[part] > 0), 3),
            "sure": int(sure.sum()), "sure_right": round(float(y[sure].mean()), 3) if sure.any() else None,
        })  # fmt: skip
    return rows


def _interval(p: Floats, y: NDArray[np.float64], draws: int) -> tuple[float, float]:
    generator = np.random.default_rng(7)
    values = []
    for _ in range(draws):
        at = generator.integers(0, len(y), len(y))
        if 0 < y[at].sum() < len(at):
            values.append(area_under_curve(p[at], y[at] > 0))
    low, high = np.quantile(values, [0.025, 0.975])
    return round(float(low), 3), round(float(high), 3)
