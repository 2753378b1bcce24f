"""Earlier months are judged from what was known then, once, and their calls are followed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines import history, signals
from taxonomy import thresholds
from taxonomy.linkers.renamed import Twin
from warehouse import known_then, supposed, trends

RULES = thresholds.load().emergence
MONTHS = [f"{2023 + m // 12}-{m % 12 + 1:02d}" for m in range(18)]
STEADY = [f"it.s{s}" for s in range(40)]
LISTED: signals.Kinds = {**dict.fromkeys(STEADY, ("tool", True)), "it.up": ("tool", True), "new.term": ("tool", False),
                         "it.late": ("tool", True)}  # fmt: skip
NAMES = {skill: skill for skill in LISTED}


def market(until: int = 18, more: int | None = None) -> trends.Arrays:
    """Eighteen months; `it.up` triples in the thirteenth, the terms enter in the sixteenth. `more`: a month in which
    one vacancy also names a steady skill."""
    rng = np.random.default_rng(2)
    n = 12_000
    month = rng.integers(0, 18, n)
    vacancies = pd.DataFrame({
        "vacancy_id": np.arange(n), "source": rng.choice(["甲", "乙"], n), "job_group": "it.dev",
        "employer_key": rng.integers(0, 3_000, n), "month": np.array(MONTHS, dtype=object)[month],
    })  # fmt: skip
    chance = rng.random(n)
    named = {s: np.flatnonzero(rng.random(n) < 0.02 + 0.002 * at) for at, s in enumerate(STEADY)}
    named["it.up"] = np.flatnonzero(chance < np.where(month >= 12, 0.06, 0.02))
    recent = np.flatnonzero(month >= 15)
    named |= {s: rng.choice(recent, 90, replace=False) for s in ("new.term", "it.late")}
    if more is not None:
        free = np.setdiff1d(np.flatnonzero(month == more), named["it.s0"])
        named["it.s0"] = np.append(named["it.s0"], free[0])
    mentions = pd.DataFrame({
        "vacancy_id": np.concatenate(list(named.values())),
        "skill_id": np.repeat(list(named), [len(v) for v in named.values()]),
    })  # fmt: skip
    mentions["wording"] = np.arange(len(mentions))
    known = vacancies[month < until]
    return supposed.arrays_over(known, mentions[mentions["vacancy_id"].isin(known["vacancy_id"])])


def judged(
    folder: Path, arrays: trends.Arrays, month: str = MONTHS[-1], added: dict[str, str] | None = None,
    names: dict[str, str] = NAMES, version: str = "1", twin: str | None = None,
) -> history.History:  # fmt: skip
    def ask(skills: object) -> dict[str, Twin]:
        return {twin: Twin("别名", 0.97, True)} if twin in list(skills) else {}  # type: ignore[call-overload]

    kinds = signals.known_at(LISTED, added or {}, month)
    now = signals.compute(arrays, "marts", month, kinds, RULES, ask=ask)
    kept = history.Kept(folder, names, version)
    return history.judge(arrays, "marts", now, LISTED, added or {}, RULES, kept, ask)


def test_every_month_is_judged_as_it_would_have_been_then(tmp_path: Path) -> None:
    found = judged(tmp_path, market())
    months = [row["month"] for row in found.months]
    assert months[-1] == MONTHS[-1]
    assert len(months) == found.n_fresh + 1 > 6
    for month in (MONTHS[13], MONTHS[16]):
        then = signals.compute(market(MONTHS.index(month) + 1), "marts", month, LISTED, RULES)
        want = {r["skill_id"]: r["ratio"] for r in then.rows if r["status"] in history.NOTABLE}
        assert {r["skill_id"]: r["ratio"] for r in found.rows if r["month"] == month} == want
        [told] = [row for row in found.months if row["month"] == month]
        assert told["n_judged"] == len(then.rows)
        assert told["n_rising"] == sum(r["status"] == "rising" for r in then.rows)


def test_a_call_runs_on_from_month_to_month_and_is_followed(tmp_path: Path) -> None:
    calls = [r for r in judged(tmp_path, market()).rows if r["skill_id"] == "it.up" and r["status"] == "rising"]
    assert len(calls) > 2
    assert {r["called_since"] for r in calls} == {calls[0]["month"]}
    ahead = MONTHS.index(MONTHS[-1]) - MONTHS.index(calls[0]["month"])
    assert calls[0]["followed_months"] == calls[0]["stood_months"] == ahead
    assert calls[0]["fell_after"] is None
    assert (calls[0]["up_3"], calls[0]["up_12"]) == (True, None)
    assert calls[-1]["month"] == MONTHS[-1]
    assert calls[-1]["followed_months"] == 0


def test_a_month_is_judged_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = judged(tmp_path, market())
    monkeypatch.setattr(history, "_judged", lambda *_: pytest.fail("judged again"))
    again = judged(tmp_path, market())
    assert again.n_fresh == 0
    assert (again.months, again.rows) == (first.months, first.rows)


def test_only_what_a_month_knew_makes_it_judged_again(tmp_path: Path) -> None:
    whole = judged(tmp_path, market()).n_fresh
    assert judged(tmp_path, market(more=17)).n_fresh == 0  # of the build's own month, which is judged anyway
    assert judged(tmp_path, market(more=15)).n_fresh == 2  # it and the months after it, but that of the build
    assert judged(tmp_path, market(more=0)).n_fresh == whole
    assert len(list(tmp_path.glob("*.parquet"))) == whole  # what no longer holds is gone


def test_a_skill_that_entered_the_list_later_was_new_then(tmp_path: Path) -> None:
    def status(found: history.History) -> dict[tuple[str, str], str]:
        return {(r["month"], r["skill_id"]): r["status"] for r in found.rows}

    always, later = (status(judged(tmp_path / str(at), market(), added=added))
                     for at, added in enumerate(({}, {"it.late": MONTHS[17]})))  # fmt: skip
    month = MONTHS[16]
    assert always[month, "it.late"] == "rising"
    assert later[month, "it.late"] == later[month, "new.term"] == "new"
    assert later[MONTHS[17], "it.late"] == "rising"


def test_whether_a_term_has_another_name_is_asked_again_when_names_or_models_change(tmp_path: Path) -> None:
    months = {r["month"] for r in judged(tmp_path, market(), twin="new.term").rows if r["skill_id"] == "new.term"}
    asked = len(months - {MONTHS[-1]})
    assert asked
    assert judged(tmp_path, market(), twin="new.term").n_fresh == 0
    assert judged(tmp_path, market(), version="2").n_fresh == asked
    assert judged(tmp_path, market(), version="2", names={**NAMES, "it.s0": "x"}).n_fresh == 0
    assert judged(tmp_path, market(), version="2", names={**NAMES, "new.term": "x"}).n_fresh == asked


def test_other_rules_judge_everything_again(tmp_path: Path) -> None:
    found = judged(tmp_path, market())
    rows = [json.loads(json.dumps(row)) for row in found.rows]
    assert rows == found.rows  # plain values: what is kept is what was found
    prints = known_then.fingerprints(market(), "marts")
    assert history._digest("m", prints[MONTHS[3]], {}, RULES) != history._digest("m", prints[MONTHS[4]], {}, RULES)
