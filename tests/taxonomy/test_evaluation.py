"""The score of extractors: by hand on small cases, and against the annotation project's own scorer where it is."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from taxonomy import evaluation
from taxonomy.evaluation import Marked, Posting, count, pairs, postings_of, summary


def test_pairs_are_one_to_one_and_the_largest_overlap_first() -> None:
    gold = [Marked(0, 4, "tool"), Marked(4, 8, "task")]
    found = [Marked(0, 8, "task"), Marked(0, 3, "tool")]
    assert pairs(gold, found, 0.5) == [(0, 1), (1, 0)]
    assert pairs(gold, found, 1.0) == []


def test_counts_of_one_posting() -> None:
    gold = [Marked(0, 4, "tool"), Marked(5, 9, "soft"), Marked(10, 12, "task")]
    found = [Marked(0, 4, "task"), Marked(5, 8, "soft")]
    counts = count(gold, found, {0, 1, 2})
    assert counts["strict"] == (1, 3, 2)
    assert counts["relaxed"] == (2, 3, 2)
    assert counts["hard relaxed"] == (1, 2, 1)
    assert counts["soft relaxed"] == (1, 1, 0)
    assert counts["unseen strict"] == (1, 2, 0)
    assert counts["type accuracy"] == (0, 1, 0)


def test_an_interval_holds_its_value() -> None:
    rng = random.Random(2)
    counted = [{"strict": (rng.randint(0, 9), 10, 11), "soft strict": (1, 2, 0)} for _ in range(60)]
    row = summary(counted)["strict"]
    assert row["low"] < row["value"] < row["high"]
    assert row["high"] - row["low"] < 0.25
    assert summary(counted)["soft strict"] == {"value": 0.5, "low": 0.5, "high": 0.5, "n": 120}


def test_a_span_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="posting 1"):
        postings_of([{"description": "短", "mentions": [{"start": 0, "end": 5, "type": "tool"}]}], str)


@pytest.mark.shared
def test_the_score_equals_the_annotation_projects(shared: Path) -> None:
    scorer = _scorer(shared / "gold" / "score.py")
    rows = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text("utf-8").splitlines()]
    rng = random.Random(5)
    guesses = {row["posting_id"]: _spoilt(row, rng) for row in rows}
    known = {scorer.norm(m["text"]) for row in rows for m in row["mentions"] if rng.random() < 0.5}
    theirs = scorer.score({row["posting_id"]: row["mentions"] for row in rows}, guesses, known)
    counted = [
        count(
            posting.mentions,
            [Marked(m["start"], m["end"], m["type"]) for m in guesses[row["posting_id"]]],
            evaluation._unseen(posting, known),
        )
        for row, posting in zip(rows, postings_of(rows, str), strict=True)
    ]
    ours = summary(counted)
    for name in ("strict", "relaxed", "hard strict", "hard relaxed"):
        assert ours[name]["value"] == pytest.approx(theirs[name]["F1"], abs=1e-4)
        assert ours[name]["precision"] == pytest.approx(theirs[name]["P"], abs=1e-4)
    for name in ("task strict", "tool relaxed", "unseen relaxed", "unseen strict"):
        kind, floor = name.split()
        assert ours[name]["value"] == pytest.approx(theirs[f"recall {floor} {kind}"]["R"], abs=1e-4)
    assert ours["type accuracy"]["value"] == pytest.approx(theirs["type accuracy on strict"], abs=1e-4)


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _spoilt(row: dict[str, Any], rng: random.Random) -> list[dict[str, Any]]:
    """The gold mentions with some left out, some moved, some of another type."""
    kept = []
    for m in row["mentions"]:
        fate = rng.random()
        if fate < 0.2:
            continue
        start = max(0, m["start"] - 1) if fate < 0.35 else m["start"]
        end = min(len(row["description"]), m["end"] + 1) if fate > 0.85 else m["end"]
        kept.append({"start": start, "end": end, "type": "tool" if fate > 0.7 else m["type"]})
    return kept


def test_postings_know_their_sector() -> None:
    rows = [{"title": "会计", "description": "熟悉用友", "mentions": [{"start": 2, "end": 4, "type": "tool"}]}]
    assert postings_of(rows, lambda title: f"field of {title}") == [
        Posting("熟悉用友", (Marked(2, 4, "tool"),), "field of 会计")
    ]
