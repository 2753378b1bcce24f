"""How well extractors find annotated mentions: the annotation project's score, with intervals, speed and memory.

Definitions as in the annotation guidelines: strict means same start and end; relaxed means that the overlap is at
least half of the union, one to one; hard leaves `soft` mentions out; unseen looks at the recall of hard mentions
that no known spelling equals. Intervals are 95 % percentile bootstrap over postings."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from taxonomy.extractors.base import Extractor
from taxonomy.models import SKILL_TYPES
from taxonomy.text import normalise

_RESAMPLES = 1000
_FLOORS = {"strict": 1.0, "relaxed": 0.5}


@dataclass(frozen=True, slots=True)
class Marked:
    """One mention as people or an extractor marked it: characters start to end, and type."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One annotated posting; `sector` is a field code or None."""

    text: str
    mentions: tuple[Marked, ...]
    sector: str | None = None


def overlap(a: Marked, b: Marked) -> float:
    """Characters in common over characters in either, 0 to 1."""
    common = min(a.end, b.end) - max(a.start, b.start)
    return common / (max(a.end, b.end) - min(a.start, b.start)) if common > 0 else 0.0


def pairs(gold: Sequence[Marked], found: Sequence[Marked], floor: float) -> list[tuple[int, int]]:
    """One-to-one pairs (gold, found) whose overlap is at least `floor`, the largest overlaps first."""
    candidates = [
        (value, i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if (value := overlap(g, f)) >= floor and value > 0
    ]
    used_gold: set[int] = set()
    used_found: set[int] = set()
    taken = []
    for _, i, j in sorted(candidates, reverse=True):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            taken.append((i, j))
    return taken


Counts = dict[str, tuple[int, int, int]]
"""Measure to (hits, gold, found); `found` is 0 for recalls and accuracies."""


def count(gold: Sequence[Marked], found: Sequence[Marked], unseen: Collection[int]) -> Counts:
    """Counts of one posting; `unseen` are the numbers of gold mentions that no known spelling equals."""
    counts: Counts = {}
    hard_gold = [m for m in gold if m.type != "soft"]
    hard_found = [m for m in found if m.type != "soft"]
    for name, floor in _FLOORS.items():
        hits = pairs(gold, found, floor)
        reached = {i for i, _ in hits}
        counts[name] = len(hits), len(gold), len(found)
        counts[f"hard {name}"] = len(pairs(hard_gold, hard_found, floor)), len(hard_gold), len(hard_found)
        for kind in SKILL_TYPES:
            numbers = {i for i, m in enumerate(gold) if m.type == kind}
            counts[f"{kind} {name}"] = len(numbers & reached), len(numbers), 0
        hard_unseen = {i for i in unseen if gold[i].type != "soft"}
        counts[f"unseen {name}"] = len(hard_unseen & reached), len(hard_unseen), 0
        if name == "strict":
            counts["type accuracy"] = sum(gold[i].type == found[j].type for i, j in hits), len(hits), 0
    return counts


def _rate(hits: NDArray[np.int64], gold: NDArray[np.int64], found: NDArray[np.int64]) -> NDArray[np.float64]:
    """F1 where something can be found too much, else the share of gold that was hit."""
    below = np.where(found > 0, gold + found, gold)
    return np.where(found > 0, 2 * hits, hits) / np.maximum(1, below)


def summary(counted: Sequence[Counts], seed: int = 0) -> dict[str, dict[str, Any]]:
    """Every measure over all postings: precision and recall where they apply, value (F1 or recall), interval, n."""
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(counted), (_RESAMPLES, len(counted)))
    result: dict[str, dict[str, Any]] = {}
    for name in counted[0]:
        table = np.array([counts[name] for counts in counted], dtype=np.int64)
        hits, gold, found = table.sum(axis=0)
        sums = table[drawn].sum(axis=1)
        low, high = np.quantile(_rate(sums[:, 0], sums[:, 1], sums[:, 2]), [0.025, 0.975])
        row: dict[str, Any] = {}
        if name.split()[-1] in _FLOORS and name.split()[0] in ("hard", *_FLOORS):
            row = {
                "precision": round(float(hits / found), 4) if found else 0.0,
                "recall": round(float(hits / gold), 4) if gold else 0.0,
            }
        value = float(_rate(hits, gold, found)) if gold else None
        result[name] = {
            **row,
            "value": round(value, 4) if value is not None else None,
            "low": round(float(low), 4),
            "high": round(float(high), 4),
            "n": int(gold),
        }
    return result


def evaluate(
    postings: Sequence[Posting],
    make: Callable[[], Extractor],
    known: Collection[str],
    seed: int = 0,
) -> dict[str, Any]:
    """One extractor on annotated postings.

    `known` holds normalised spellings. Speed is in postings per CPU second after loading, over at least two seconds;
    memory is the largest resident size of this process so far, in MB."""
    began = time.perf_counter()
    extractor = make()
    loading = time.perf_counter() - began
    texts = [posting.text for posting in postings]
    found = [[Marked(m.start, m.end, m.type) for m in mentions] for mentions in extractor.pipe(texts)]
    began_cpu, read = time.process_time(), 0
    while read == 0 or (time.process_time() - began_cpu < 2 and read < 50_000):
        read += sum(1 for _ in extractor.pipe(texts))
    seconds = time.process_time() - began_cpu
    counted = [
        count(posting.mentions, marked, _unseen(posting, known))
        for posting, marked in zip(postings, found, strict=True)
    ]
    sectors = sorted({posting.sector for posting in postings if posting.sector})
    return {
        "extractor": extractor.id,
        "n_postings": len(postings),
        "measures": summary(counted, seed),
        "sectors": {
            sector: {
                "n_postings": len(chosen),
                **{name: row["value"] for name, row in summary(chosen, seed).items() if name in _FLOORS},
            }
            for sector in sectors
            if (chosen := [c for c, posting in zip(counted, postings, strict=True) if posting.sector == sector])
        },
        "postings_per_cpu_second": round(read / seconds, 1),
        "seconds_to_load": round(loading, 2),
        "memory_mb": _memory_mb(),
    }


def _unseen(posting: Posting, known: Collection[str]) -> set[int]:
    return {i for i, m in enumerate(posting.mentions) if normalise(posting.text[m.start : m.end]) not in known}


def _memory_mb() -> int:
    """Largest resident size so far; Linux counts in KiB, macOS in bytes."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(size / (1024 * 1024 if sys.platform == "darwin" else 1024))


def postings_of(rows: Iterable[Mapping[str, Any]], sector_of: Callable[[str], str]) -> list[Posting]:
    """Annotated postings from rows with `description`, `mentions`, maybe `title`; raises ValueError on a bad span."""
    postings = []
    for number, row in enumerate(rows, start=1):
        text = str(row["description"])
        marked = tuple(Marked(int(m["start"]), int(m["end"]), str(m["type"])) for m in row["mentions"])
        for m in marked:
            if not 0 <= m.start < m.end <= len(text) or m.type not in SKILL_TYPES:
                raise ValueError(
                    f"posting {number}: mention {m.start}-{m.end} ({m.type}) does not fit a text of {len(text)} "
                    f"characters or the types {', '.join(SKILL_TYPES)} / 第{number}条标注的位置或类型有误"
                )
        title = row.get("title")
        postings.append(Posting(text, marked, sector_of(str(title)) if title else None))
    return postings
