"""Labels of the token classifiers: each token begins, continues, ends or alone makes a mention of a type, or none.

Five marks times six types, without the impossible: 25 labels. `Decoder` finds the most probable sequence among those
that describe flat mentions, for many texts at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from taxonomy.models import SKILL_TYPES

Floats = NDArray[np.float32]
Span = tuple[int, int, str]
"""First token, one past the last token, type."""

OUTSIDE = 0
LABELS: tuple[str, ...] = ("O", *(f"{mark}-{kind}" for mark in "BIES" for kind in SKILL_TYPES))
_KINDS = len(SKILL_TYPES)
_B, _I, _E, _S = (slice(1 + n * _KINDS, 1 + (n + 1) * _KINDS) for n in range(4))
"""Columns of the labels that begin, continue, end or alone make a mention, in the order of SKILL_TYPES."""


def encode(length: int, spans: Iterable[Span]) -> NDArray[np.int64]:
    """Label numbers of `length` tokens; a span that overlaps an earlier one is left out."""
    labels = np.zeros(length, dtype=np.int64)
    for first, end, kind in spans:
        if first >= end or labels[first:end].any():
            continue
        at = SKILL_TYPES.index(kind)
        if end - first == 1:
            labels[first] = _S.start + at
        else:
            labels[first + 1 : end - 1] = _I.start + at
            labels[first] = _B.start + at
            labels[end - 1] = _E.start + at
    return labels


def token_spans(offsets: Sequence[tuple[int, int]], mentions: Iterable[tuple[int, int, str]]) -> list[Span]:
    """Mentions by characters as spans of tokens; a mention that begins or ends inside a token takes it whole."""
    starts = np.array([start for start, _ in offsets])
    ends = np.array([end for _, end in offsets])
    spans = []
    for start, end, kind in mentions:
        first = int(np.searchsorted(ends, start, side="right"))
        last = int(np.searchsorted(starts, end, side="left"))
        if first < last:
            spans.append((first, last, kind))
    return spans


def decode(scores: Sequence[Floats]) -> list[list[Span]]:
    """Most probable flat spans of each text, from its log probabilities (tokens × labels)."""
    return [spans_of(path) for path in best_paths(scores)]


def best_paths(scores: Sequence[Floats]) -> list[NDArray[np.int64]]:
    """Label numbers of the most probable legal sequence of each text.

    Texts are independent of each other: the operations are elementwise, so what stands beside a text in a call never
    changes its result."""
    order = sorted(range(len(scores)), key=lambda n: len(scores[n]))
    results: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64) for _ in scores]
    for at in range(0, len(order), 64):  # texts of like length together, so that little is padding
        group = order[at : at + 64]
        for number, path in zip(group, _paths([scores[n] for n in group]), strict=True):
            results[number] = path
    return results


def _paths(scores: Sequence[Floats]) -> list[NDArray[np.int64]]:
    """Viterbi over a padded batch. A label outside a mention may follow O, E, S; inside one, B or I of its type."""
    longest = max(map(len, scores), default=0)
    if not longest:
        return [np.zeros(0, dtype=np.int64) for _ in scores]
    batch = np.zeros((longest, len(scores), len(LABELS)), dtype=np.float32)
    batch[:, :, OUTSIDE + 1 :] = -1e9  # padding is outside every mention, so every text ends like its last token
    for column, score in enumerate(scores):
        batch[: len(score), column] = score
    rows = np.arange(len(scores))
    closed_at = np.array([OUTSIDE, *range(_E.start, _S.stop)])  # O, E and S: the mention before is closed
    best = batch[0].copy()
    best[:, _I] = best[:, _E] = -1e9
    after_closed = np.zeros((longest, len(scores)), dtype=np.int64)
    from_begin = np.zeros((longest, len(scores), _KINDS), dtype=bool)
    for step in range(1, longest):
        closed = best[:, closed_at]
        chosen = closed.argmax(axis=1)
        after_closed[step] = closed_at[chosen]
        outer = closed[rows, chosen][:, None]
        begun, going = best[:, _B], best[:, _I]
        from_begin[step] = begun >= going
        inner = np.maximum(begun, going)
        best = batch[step].copy()
        best[:, OUTSIDE] += outer[:, 0]
        best[:, _B] += outer
        best[:, _S] += outer
        best[:, _I] += inner
        best[:, _E] += inner
    path = np.zeros((longest, len(scores)), dtype=np.int64)
    path[-1] = closed_at[best[:, closed_at].argmax(axis=1)]
    for step in range(longest - 1, 0, -1):
        label = path[step]
        kind = (label - 1) % _KINDS
        inside = (label >= _I.start) & (label < _E.stop)
        before = np.where(from_begin[step, rows, kind], _B.start, _I.start) + kind
        path[step - 1] = np.where(inside, before, after_closed[step])
    return [path[: len(score), column] for column, score in enumerate(scores)]


def spans_of(path: NDArray[np.int64]) -> list[Span]:
    """Spans that a legal sequence of label numbers describes."""
    spans: list[Span] = []
    begun = 0
    for at in np.flatnonzero(path).tolist():
        label = int(path[at])
        kind = SKILL_TYPES[(label - 1) % _KINDS]
        if label < _B.stop:
            begun = at
        elif label >= _S.start:
            spans.append((at, at + 1, kind))
        elif label >= _E.start:
            spans.append((begun, at + 1, kind))
    return spans
