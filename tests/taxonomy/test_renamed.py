"""A new term that is another name of something is no further new skill."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from taxonomy.linkers import renamed
from taxonomy.linkers.same import Floats, Pair

GROUPS: tuple[set[str], ...] = (
    {"人工智能大模型", "大语言模型", "LLM"}, {"视频剪辑", "短视频剪辑"}, {"a", "b"}, {"b", "c"},
)  # fmt: skip


def same(pairs: Sequence[Pair]) -> Floats:
    return np.array([0.95 if any(set(pair) <= group for group in GROUPS) else 0.1 for pair in pairs])


def texts(terms: list[str], known: list[str]) -> list[str | None]:
    return [twin.text if twin else None for twin in renamed.twins(terms, known, same)]


def test_of_several_names_the_strongest_alone_is_new() -> None:
    assert texts(["LLM", "人工智能大模型", "无人机巡检", "大语言模型"], ["焊接"]) == [None, "LLM", None, "LLM"]


def test_a_known_skill_under_a_new_name_is_not_new() -> None:
    found = renamed.twins(["短视频剪辑", "数控铣"], ["视频剪辑", "数控车"], same)
    assert found[0] is not None
    assert (found[0].text, found[0].is_known, found[0].p) == ("视频剪辑", True, 0.95)
    assert found[1] is None


def test_a_twin_vouches_for_nobody() -> None:
    """b falls to a; c, which is like b alone, stays."""
    assert texts(["a", "b", "c"], []) == [None, "a", None]


def test_many_known_names_are_narrowed_down_to_the_near_ones() -> None:
    asked: list[Pair] = []

    def counting(pairs: Sequence[Pair]) -> Floats:
        asked.extend(pairs)
        return same(pairs)

    known = [f"技能{at}号" for at in range(500)] + ["视频剪辑"]
    assert renamed.twins(["短视频剪辑"], known, counting)[0] is not None
    assert len(asked) <= 2 * renamed.NEAREST
    assert renamed.twins([], known, counting) == []


def test_no_sign_in_common_no_twin_among_the_known() -> None:
    """Of tens of thousands of known names some foreign one always looks alike to the model."""
    assert texts(["LLM"], ["大语言模型"]) == [None]
