"""`new` is asked whether it is new; what has another name goes on watch and says why."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipelines import novelty, signals
from taxonomy import thresholds
from taxonomy.linkers.renamed import Twin
from warehouse import supposed, trends

RULES = thresholds.load().emergence
MONTHS = [f"{2023 + m // 12}-{m % 12 + 1:02d}" for m in range(18)]


@pytest.fixture(scope="module")
def arrays() -> trends.Arrays:
    """Forty steady skills, and two terms that enter in the last three months, the first more often."""
    rng = np.random.default_rng(2)
    n = 12_000
    month = rng.integers(0, 18, n)
    vacancies = pd.DataFrame({
        "vacancy_id": np.arange(n), "source": rng.choice(["甲", "乙"], n), "job_group": "it.dev",
        "employer_key": rng.integers(0, 3_000, n), "month": np.array(MONTHS, dtype=object)[month],
    })  # fmt: skip
    recent = np.flatnonzero(month >= 15)
    named = {f"it.s{s}": np.flatnonzero(rng.random(n) < 0.02 + 0.002 * s) for s in range(40)}
    named |= {"new.first": rng.choice(recent, 90, replace=False), "new.second": rng.choice(recent, 45, replace=False)}
    mentions = pd.DataFrame({
        "vacancy_id": np.concatenate(list(named.values())),
        "skill_id": np.repeat(list(named), [len(v) for v in named.values()]),
    })  # fmt: skip
    mentions["wording"] = np.arange(len(mentions))
    return supposed.arrays_over(vacancies, mentions)


KINDS = {**{f"it.s{s}": ("technical", True) for s in range(40)},
         "new.first": ("technical", False), "new.second": ("technical", False)}  # fmt: skip


def judged(arrays: trends.Arrays, ask: novelty.Novelty | None) -> tuple[dict[str, dict[str, object]], signals.Signals]:
    found = signals.compute(arrays, "marts", MONTHS[-1], KINDS, RULES, ask=ask)
    return {row["skill_id"]: row for row in found.rows}, found


def test_the_weaker_of_two_names_goes_on_watch_and_says_why(arrays: trends.Arrays) -> None:
    asked: list[list[str]] = []

    def ask(skills: object) -> dict[str, Twin]:
        asked.append(list(skills))  # type: ignore[call-overload]
        return {"new.second": Twin("LLM", 0.97, False)}

    rows, found = judged(arrays, ask)
    assert asked == [["new.first", "new.second"]]
    assert (rows["new.first"]["status"], rows["new.second"]["status"]) == ("new", "watch")
    assert '"novel": true' in str(rows["new.first"]["gates"])
    assert '"novel": false' in str(rows["new.second"]["gates"])
    assert "LLM" in found.reasons["new.second"]["zh"][-1]
    assert "97%" in found.reasons["new.second"]["en"][-1]
    assert "novel" not in str(rows["it.s0"]["gates"])
    assert rows["new.first"]["rank"] == 1


def test_without_the_question_both_are_new(arrays: trends.Arrays) -> None:
    rows, _ = judged(arrays, None)
    assert rows["new.first"]["status"] == rows["new.second"]["status"] == "new"
    assert "novel" not in str(rows["new.first"]["gates"])


def test_the_model_is_not_loaded_where_nothing_is_new() -> None:
    def never() -> object:
        raise AssertionError("loaded")

    assert novelty.novelty({}, None, never)([]) == {}  # type: ignore[arg-type]
    assert novelty.applied(["rising"], [], ["x"], None) == (["rising"], {})
