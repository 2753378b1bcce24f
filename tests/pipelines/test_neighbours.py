"""Skills of the list near to a candidate: by letters, then by probability, and the same in every run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines import neighbours
from taxonomy.linkers.same import Floats, Pair
from taxonomy.registry import load

KNOWN = {"自动化测试": ("自动化测试", "it.auto"), "自动化测试技术": ("自动化测试技术", "it.auto"),
         "性能测试": ("性能测试", "it.load"), "java": ("Java", "it.java")}  # fmt: skip


def _same(pairs: Sequence[Pair]) -> Floats:
    return np.array([{"自动化测试技术": 0.8, "自动化测试": 0.6}.get(known, 0.1) for _, known in pairs])


def test_of_one_skill_the_likeliest_spelling_stands_and_the_likeliest_skill_first() -> None:
    rows = neighbours.neighbour_rows({"new.a": "自动测试", "new.b": "咖啡"}, KNOWN, _same)
    assert rows == [
        {"skill_id": "new.a", "known_id": "it.auto", "rank": 1, "spelling": "自动化测试技术", "p_same": 0.8},
        {"skill_id": "new.a", "known_id": "it.load", "rank": 2, "spelling": "性能测试", "p_same": 0.1},
    ]


def test_beyond_the_most_asked_for_letters_alone_decide() -> None:
    asked: list[Pair] = []

    def same(pairs: Sequence[Pair]) -> Floats:
        asked.extend(pairs)
        return _same(pairs)

    rows = neighbours.neighbour_rows({"new.a": "JAVA", "new.b": "自动测试"}, KNOWN, same, with_p=1)
    assert asked == [("JAVA", "Java")]
    assert [(r["skill_id"], r["spelling"], r["p_same"]) for r in rows] == [
        ("new.a", "Java", 0.1), ("new.b", "自动化测试", None), ("new.b", "性能测试", None)
    ]  # fmt: skip


def test_nothing_to_compare_asks_nothing() -> None:
    def refuse(pairs: Sequence[Pair]) -> Floats:
        raise AssertionError(pairs)

    assert neighbours.neighbour_rows({}, KNOWN, refuse) == []
    assert neighbours.neighbour_rows({"new.a": "咖啡"}, KNOWN, refuse) == []


def test_spellings_are_those_of_the_list() -> None:
    taxonomy = load()
    found = neighbours.spellings(taxonomy)
    skill = taxonomy.skills["it_dev.java"]
    assert found["java"] == ("Java", "it_dev.java")
    assert all(found[key][1] == "it_dev.java" for key in map(str.casefold, skill.aliases) if key in found)
