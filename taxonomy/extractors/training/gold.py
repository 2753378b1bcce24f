"""Annotated postings as the training reads them, and the score that training watches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from taxonomy.extractors.labels import Span, encode, token_spans
from taxonomy.extractors.tokens import split

_EARLY_ANNOTATORS = frozenset("EFG")
_EARLY_WEIGHT = 0.7
"""What a posting counts whose annotator worked before the decided cases were written down."""


@dataclass(frozen=True)
class Annotated:
    """One annotated posting: its tokens, their places in the text, gold spans and label numbers."""

    text: str
    tokens: list[str]
    offsets: list[tuple[int, int]]
    spans: list[Span]
    labels: NDArray[np.int64]
    weight: float


def read_gold(path: Path) -> list[Annotated]:
    """Annotated postings, one JSON object a line: `description`, `mentions` (start, end, type), maybe `annotator`."""
    postings = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            if not line.strip():
                continue
            row = json.loads(line)
            tokens, offsets = split(row["description"])
            spans = token_spans(offsets, ((m["start"], m["end"], m["type"]) for m in row["mentions"]))
            weight = _EARLY_WEIGHT if row.get("annotator") in _EARLY_ANNOTATORS else 1.0
            postings.append(Annotated(row["description"], tokens, offsets, spans, encode(len(tokens), spans), weight))
    return postings


def f1(gold: Sequence[Sequence[Span]], found: Sequence[Sequence[Span]]) -> tuple[float, float, float]:
    """Strict F1, relaxed F1 (overlap by half of the longer) over spans of tokens, and accuracy of types if strict.

    For watching a training; `taxonomy.evaluation` scores by characters."""
    strict = relaxed = typed = 0
    for wanted, got in zip(gold, found, strict=True):
        by_place = {(first, end): kind for first, end, kind in got}
        for first, end, kind in wanted:
            if (first, end) in by_place:
                strict += 1
                typed += by_place[first, end] == kind
            relaxed += any(2 * (min(end, e) - max(first, f)) >= max(end, e) - min(first, f) for f, e in by_place)
    total = sum(map(len, gold)) + sum(map(len, found))
    return 2 * strict / max(1, total), 2 * relaxed / max(1, total), typed / max(1, strict)
