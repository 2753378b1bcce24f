"""Extraction on annotated real postings, where these are present: a drop fails. Dev figures, used for choosing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from taxonomy.extractors.pipeline import MentionExtractor
from taxonomy.registry import load

pytestmark = pytest.mark.shared


def _f1(found: set[Any], gold: set[Any]) -> float:
    return 2 * len(found & gold) / (len(found) + len(gold))


def test_strict_f1_on_the_dev_set(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text("utf-8").splitlines()]
    found, gold = set(), set()
    for row, mentions in zip(rows, MentionExtractor(load()).pipe(r["description"] for r in rows), strict=True):
        found |= {(row["posting_id"], m.start, m.end) for m in mentions}
        gold |= {(row["posting_id"], m["start"], m["end"]) for m in row["mentions"]}
    assert _f1(found, gold) > 0.70
