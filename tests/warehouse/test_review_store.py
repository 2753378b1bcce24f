"""Decisions of several people at once: nothing is lost, nothing doubled, and nobody is overruled unseen."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from taxonomy import models
from warehouse import review
from warehouse.problems import BadInput
from warehouse.review import Decision, writing

NEW, CLAUSE = "new.0123456789", "xg-a/junior/1.1.1"


def made(kind: str, skill: str = NEW, at: str = "2026-03-01T09:00:00Z", person: str = "李", **more: Any) -> Decision:
    row = {"kind": kind, "skill_id": skill, "person": person, "reason": "看过", "decided_at": at}
    return review.decision_of(row | more)


def test_types_are_those_of_the_taxonomy() -> None:
    assert review.SKILL_TYPES == models.SKILL_TYPES
    assert get_args(review.SkillType) == get_args(models.SkillType)


def _at_once(tasks: list[Callable[[], object]]) -> list[object]:
    """What each task gave or raised; all begin together."""
    start, told = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(at: int) -> None:
        start.wait()
        try:
            told[at] = tasks[at]()  # type: ignore[call-overload]
        except BadInput as problem:
            told[at] = problem  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(told)


@pytest.mark.parametrize("round_", range(5))
def test_of_two_sessions_that_decide_at_once_one_is_told_to_look_again(tmp_path: Path, round_: int) -> None:
    path = tmp_path / "review.sqlite"
    kinds = [made("reject", person="甲"), made("merge", person="乙", into_skill="it.python")] * 4
    told = _at_once([lambda d=d: writing.decide(path, d, []) for d in kinds])  # type: ignore[misc]
    stored = [d for d in told if isinstance(d, Decision)]
    assert len(stored) == 1
    assert review.read(path) == stored
    others = [problem for problem in told if isinstance(problem, writing.Overtaken)]
    assert len(others) == 7
    assert all(problem.latest == stored[0] for problem in others)
    assert stored[0].person in str(others[0])


def _in_a_process(path: Path, number: int) -> str:
    try:
        for at in range(5):
            skill = f"new.{number:05x}{at:05x}"
            writing.decide(path, made("reject", skill, person=f"p{number}"), [])
        writing.decide(path, made("reject", person=f"p{number}"), [])
    except writing.Overtaken:
        return "overtaken"
    return "stored"


def test_processes_that_begin_with_no_store_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        told = pool.starmap(_in_a_process, [(path, number) for number in range(8)])
    assert sorted(told) == ["overtaken"] * 7 + ["stored"]
    stored = review.read(path)
    assert len(stored) == len(set(stored)) == 8 * 5 + 1
    assert sum(d.skill_id == NEW for d in stored) == 1


def test_who_has_seen_the_other_decision_may_overrule_it(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    first = writing.decide(path, made("reject"), [])
    second = writing.decide(path, made("merge", into_skill="it.python", person="王"), [first])
    assert review.rulings(review.read(path)).skills == {NEW: second}
    with pytest.raises(writing.Overtaken, match="王"):
        writing.decide(path, made("withdraw"), [first])
    assert review.in_force(review.read(path)) == [second]


def test_a_double_press_stores_one_decision(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    first = writing.decide(path, made("reject"), [])
    with pytest.raises(writing.Overtaken):
        writing.decide(path, made("reject"), [])
    with pytest.raises(BadInput, match="李"):
        writing.decide(path, made("reject", person="王"), [first])  # seen, and the same once more
    assert len(review.read(path)) == 1


def test_decisions_of_one_second_keep_their_order_and_survive_export(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    stored: list[Decision] = []
    for kind in ("reject", "withdraw", "reject", "withdraw", "reject"):
        stored.append(writing.decide(path, made(kind), stored))
    assert [d.kind for d in review.in_force(review.read(path))] == ["reject"]
    text = "".join(map(review.line, reversed(stored))).encode()
    other = tmp_path / "other.sqlite"
    assert writing.add(other, review.decisions_of_text("d.jsonl", text)) == 5
    assert review.in_force(review.read(other)) == review.in_force(review.read(path))


def test_a_withdrawal_needs_a_decision_and_a_clock_must_be_right(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    with pytest.raises(BadInput, match="没有可撤回"):
        writing.decide(path, made("withdraw"), [])
    ahead = replace(made("reject"), decided_at="2999-01-01T00:00:00Z")
    writing.add(path, [ahead])
    with pytest.raises(BadInput, match="系统时间"):
        writing.decide(path, made("merge", into_skill="it.python"), [ahead])
    assert review.read(path) == [ahead]


def test_what_bears_on_a_thing() -> None:
    all_ = [
        made("reject"), made("covered", competency_id=CLAUSE), made("not_covered", competency_id="xg-a/junior/1.1.2"),
        made("covered", "it.python", competency_id=CLAUSE),
    ]  # fmt: skip
    assert review.about(all_, NEW) == all_[:3]
    assert review.about(all_, NEW, CLAUSE) == all_[:2]
    assert review.about(all_, "it.python", CLAUSE) == all_[3:]


def test_what_is_answered() -> None:
    other, third = "new.1111111111", "new.2222222222"
    told = review.answered([
        made("reject"), made("covered", other, competency_id=CLAUSE), made("not_covered", third, competency_id=CLAUSE),
    ])  # fmt: skip
    assert [told.candidate(s) for s in (NEW, other, third)] == [True, True, False]
    assert [told.clause(s, CLAUSE) for s in (NEW, other, third)] == [True, True, True]
    assert not told.clause(other, "xg-a/junior/1.1.2")  # a further clause of a skill that stays
    assert told.clause(NEW, "xg-a/junior/1.1.2")  # of what is no skill, nobody need ask


def test_a_name_that_the_list_has_is_to_be_merged() -> None:
    accept = made("accept", name="Java", name_en="Java", type="tool")
    with pytest.raises(BadInput, match=r"it_dev\.java; use merge"):
        writing.check(accept, {"it_dev.java"}, set(), lambda name: {"it_dev.java"})
    writing.check(accept, {"it_dev.java"}, set(), lambda name: {NEW})  # accepted before, and named anew


@pytest.mark.parametrize(("text", "said"), [
    (b"\xff\xfe{}", "不是UTF-8"), (b"{", "不是JSON"), (b"[" * 100_000, "不是JSON"), (b"9" * 5000, "不是JSON"),
    (b'{"kind": "reject"}', "缺少"), (b"null", "缺少"),
])  # fmt: skip
def test_an_uploaded_file_that_is_none_is_said(text: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        review.decisions_of_text("d.jsonl", text)
