"""Trains and measures `taxonomy.linkers.same` on pairs that we wrote or judged (`pairs/*.csv`).

`written.csv`: pairs written by hand in 15 fields. `mentions.csv`: near neighbours among spellings that occur in real
postings, judged by hand; no posting text. Whole fields and half of the judged pairs are kept for choosing and
are never trained on. Pairs of the registry (names and aliases, contrast pairs) train too, without registry features,
for the registry would answer them itself."""

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
from taxonomy.linkers.same import FEATURES, MODEL, Floats, SameSkill, predict
from taxonomy.registry import Taxonomy
from taxonomy.text import normalise

PAIRS = Path(__file__).parent / "pairs"
DEV_FIELDS = frozenset({"finance", "hospitality", "it_infra"})
DEPTH = 4
TREES = 150
_FREE = 800
"""Pairs taken from the registry, of each class."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair of spellings and whether both name one skill."""

    field: str
    a: str
    b: str
    same: bool

    @property
    def dev(self) -> bool:
        """Kept for choosing: three fields whole; of the judged neighbours half, by a hash of the first spelling."""
        if self.field in DEV_FIELDS:
            return True
        return self.field.startswith("mentions") and _hash(normalise(self.a)) % 2 == 0


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


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


def registry_pairs(taxonomy: Taxonomy, held_out: frozenset[str] = DEV_FIELDS) -> list[Judged]:
    """Name and alias of one skill (same), names of contrasted skills (not), a fixed choice by hash; fields of the dev
    part are left out."""
    same: dict[frozenset[str], Judged] = {}
    other: dict[frozenset[str], Judged] = {}
    for skill in taxonomy.skills.values():
        if skill.field in held_out:
            continue
        for alias in skill.aliases:
            if normalise(alias) != normalise(skill.name):
                same[frozenset((skill.name, alias))] = Judged(skill.field, skill.name, alias, True)
        for target in skill.distinct_from:
            near = taxonomy.skills[target]
            if near.field not in held_out:
                other[frozenset((skill.name, near.name))] = Judged(skill.field, skill.name, near.name, False)
    chosen = []
    for pairs in (same.values(), other.values()):
        chosen += sorted(pairs, key=lambda p: (_hash(p.a + "|" + p.b), p.a, p.b))[:_FREE]
    return chosen


def _boosted(x: Floats, y: NDArray[np.float64], weight: Floats) -> dict[str, Any]:
    from sklearn.ensemble import GradientBoostingClassifier

    model = GradientBoostingClassifier(
        n_estimators=TREES, max_depth=DEPTH, learning_rate=0.06, subsample=0.7, min_samples_leaf=10, random_state=7
    ).fit(x, y, weight)
    trees = []
    for (tree,) in model.estimators_:
        t = tree.tree_
        trees.append({
            "feature": t.feature.tolist(), "threshold": np.round(t.threshold, 6).tolist(),
            "left": t.children_left.tolist(), "right": t.children_right.tolist(),
            "value": np.round(t.value[:, 0, 0] * 0.06, 5).tolist(),
        })  # fmt: skip
    share = float(np.average(y, weights=weight))
    return {"depth": DEPTH, "base": float(np.log(share / (1 - share))), "trees": trees, "calibration": [1.0, 0.0]}


def _platt(score: Floats, y: NDArray[np.float64]) -> list[float]:
    def loss(beta: NDArray[np.float64]) -> float:
        eta = beta[0] * score + beta[1]
        return float(np.mean(np.logaddexp(0, eta) - y * eta))

    return [round(float(v), 4) for v in optimize.minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x]


def train(pairs: Sequence[Judged], linker: SameSkill, taxonomy: Taxonomy) -> dict[str, Any]:
    """A model from the training part; calibrated on predictions for fields that the fold's model had not seen."""
    used = [p for p in pairs if not p.dev]
    free = registry_pairs(taxonomy)
    spellings = [(p.a, p.b) for p in used]
    y = np.array([float(p.same) for p in used])
    x = linker.features(spellings)
    # each judged pair twice, once as if the registry knew neither: the rest of the evidence must carry it alone
    blind = np.vstack([linker.features(spellings, registry=False),
                       linker.features([(p.a, p.b) for p in free], registry=False)])  # fmt: skip
    y_blind = np.concatenate([y, [float(p.same) for p in free]])
    # neighbours in real postings are what it will be asked about, and pairs of the registry are many and easy
    weight = np.array([2.0 if p.field.startswith("mentions") else 1.0 for p in used])
    weight_blind = np.concatenate([weight, np.full(len(free), 0.25)])
    field = np.array([_fold(p) for p in used])
    field_blind = np.concatenate([field, [_fold(p) for p in free]])
    score = np.zeros(len(used))
    for name in sorted(set(field)):
        here, there = field != name, field_blind != name
        model = _boosted(np.vstack([x[here], blind[there]]), np.concatenate([y[here], y_blind[there]]),
                         np.concatenate([weight[here], weight_blind[there]]))  # fmt: skip
        p = predict(model, x[~here])
        score[~here] = np.log(p / (1 - p))
    model = _boosted(np.vstack([x, blind]), np.concatenate([y, y_blind]), np.concatenate([weight, weight_blind]))
    return model | {"calibration": _platt(score, y), "features": list(FEATURES)}


def _fold(pair: Judged) -> str:
    return f"{pair.field}{_hash(pair.a) // 2 % 3}" if pair.field.startswith("mentions") else pair.field


def write(model: dict[str, Any], path: Path = MODEL) -> Path:
    """Keep the model beside `same`."""
    path.write_text(json.dumps(model, separators=(",", ":")) + "\n", "utf-8")
    return path


def evaluate(pairs: Sequence[Judged], linker: SameSkill, draws: int = 2000) -> list[dict[str, Any]]:
    """AUC with a 95 % bootstrap interval, calibration error and precision at p ≥ .9, over all pairs and by source;
    beside it the AUC of cosine and of shared characters."""
    x = linker.features([(p.a, p.b) for p in pairs])
    p = linker.probabilities([(q.a, q.b) for q in pairs])
    y = np.array([float(q.same) for q in pairs])
    source = np.array([q.field if q.field.startswith("mentions") else "written" for q in pairs])
    rows = []
    for name in ("all", *sorted(set(source))):
        part = np.ones(len(y), dtype=bool) if name == "all" else source == name
        if len(set(y[part])) < 2:
            continue
        low, high = _interval(p[part], y[part], draws)
        sure = part & (p >= 0.9)
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
