"""How good matching and coverage are on judged mentions: recall, separation, calibration, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, roc_auc_score

from taxonomy.linkers.pair_features import Floats, Ints

RESAMPLES = 2000
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % bootstrap interval over the items."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


def first_good(scores: Floats, good: Bools) -> Ints:
    """Rank (from 0) of the first good clause of each query; a large number where there is none."""
    order = np.argsort(-scores, axis=1, kind="stable")
    found = np.take_along_axis(good, order, axis=1)
    return np.where(found.any(axis=1), found.argmax(axis=1), np.iinfo(np.int64).max)


def area_under_curve(scores: Floats, labels: Bools) -> float:
    """Probability that a positive scores above a negative one, ties counted half."""
    return float(roc_auc_score(labels, scores))


def agreement(readings: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Cohen's kappa of two readings: over covered, partly and none, and over covered against the rest."""
    first, second = zip(*readings, strict=True)
    return {
        "n": float(len(readings)),
        "kappa": float(cohen_kappa_score(first, second)),
        "kappa_covered": float(cohen_kappa_score([a == "covered" for a in first], [b == "covered" for b in second])),
    }


def reliability(p: Floats, labels: Bools, bins: int = 10) -> list[dict[str, float]]:
    """For each filled tenth of the probabilities: from, n, mean probability, share that was covered."""
    at = np.minimum((p * bins).astype(int), bins - 1)
    return [
        {"from": b / bins, "n": int((at == b).sum()), "mean_p": float(p[at == b].mean()),
         "covered": float(labels[at == b].mean())}
        for b in range(bins) if (at == b).any()
    ]  # fmt: skip


def calibration_error(p: Floats, labels: Bools, bins: int = 10) -> float:
    """Expected calibration error: mean distance of probability and share over tenths, weighted by their size."""
    return sum(row["n"] * abs(row["mean_p"] - row["covered"]) for row in reliability(p, labels, bins)) / len(p)


def with_interval(n: int, figure: Callable[[Ints], float], resamples: int = RESAMPLES) -> Figure:
    """A figure of chosen items, with its interval from items drawn with replacement (seed 0)."""
    rng = np.random.default_rng(0)
    drawn = [figure(rng.integers(0, n, n)) for _ in range(resamples)]
    low, high = np.quantile([d for d in drawn if np.isfinite(d)], [0.025, 0.975])
    return Figure(figure(np.arange(n)), float(low), float(high))


def recall(ranks: Ints, k: int) -> Figure:
    """Share of queries with a good clause among the first k."""
    hits = (ranks < k).astype(float)
    return with_interval(len(hits), lambda at: float(hits[at].mean()))


def separation(p: Floats, labels: Bools) -> Figure:
    """Area under the curve of covered against the rest."""

    def figure(at: Ints) -> float:
        some = labels[at]
        return area_under_curve(p[at], some) if 0 < some.sum() < len(some) else float("nan")

    return with_interval(len(p), figure, 500)
