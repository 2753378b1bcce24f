"""Recall and precision of the removal of personal data, on cases written for it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from scrapers.scrub import scrub

_PIECE = re.compile(r"«(\w+):([^»]*)»")


def cases() -> list[tuple[str, list[tuple[int, int, str]]]]:
    """(text, spans of personal data) of every case."""
    found = []
    for line in Path(__file__).with_name("scrub_cases.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        line = line.replace("\\n", "\n")
        text, spans, last = "", [], 0
        for match in _PIECE.finditer(line):
            text += line[last : match.start()]
            spans.append((len(text), len(text) + len(match[2]), match[1]))
            text += match[2]
            last = match.end()
        found.append((text + line[last:], spans))
    return found


def measured() -> tuple[float, float, list[str]]:
    """Recall: share of pieces that no longer stand in the text; precision: share of removals that lie within one.

    A removal may be wider than its piece by signs that are no letters or digits ("转8012" beside a number counts)."""
    counts: Counter[str] = Counter()
    faults = []
    for text, wanted in cases():
        got = scrub(text).spans
        for start, end, kind in wanted:
            hit = any(s <= start and end <= e for s, e, _ in got)
            counts["found" if hit else "missed"] += 1
            faults += [] if hit else [f"missed {kind} {text[start:end]!r} in {text!r}"]
        for start, end, kind in got:
            right = any(start < e and s < end for s, e, _ in wanted)
            counts["right" if right else "wrong"] += 1
            faults += [] if right else [f"wrongly {kind} {text[start:end]!r} in {text!r}"]
    recall = counts["found"] / (counts["found"] + counts["missed"])
    return recall, counts["right"] / (counts["right"] + counts["wrong"]), faults


def test_recall_and_precision() -> None:
    assert len(cases()) >= 300
    recall, precision, faults = measured()
    assert recall >= 0.98, f"{recall:.3f}\n" + "\n".join(faults)
    assert precision >= 0.95, f"{precision:.3f}\n" + "\n".join(faults)
