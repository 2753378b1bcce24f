"""Ends of spans on texts of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.extractors.edges import lines, reached_back, trimmed
from taxonomy.extractors.pipeline import MentionExtractor
from taxonomy.models import Mention, SkillType
from taxonomy.registry import load


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("维护网站\n回复留言", ["维护网站", "回复留言"]),
        ("编写文档\r\n、测试", ["编写文档\r\n、测试"]),
        ("模块设计\n和开发", ["模块设计\n和开发"]),
        ("抗压能\n力", ["抗压能\n力"]),
        ("、沟通与", ["沟通"]),
        ("\n。", []),
        ("会\n维护网站\n回复留言", ["会\n维护网站", "回复留言"]),
    ],
)
def test_lines_are_parted_and_wrapped_words_are_not(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in lines(text, 0, len(text))] == expected


@given(st.text(alphabet="维护网站和的、\n\r ，a", max_size=30), st.integers(0, 5), st.integers(0, 30))
def test_lines_stay_inside_and_in_order(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    floor = start
    for a, b in lines(text, start, end):
        assert floor <= a < b <= end
        assert trimmed(text, a, b) == (a, b)
        floor = b


def _mention(text: str, word: str, kind: SkillType, skill: str | None = None) -> Mention:
    at = text.index(word)
    return Mention(at, at + len(word), word, kind, skill, "t", 1.0)


def _skill_of(text: str) -> str | None:
    return {"光伏运维": "pv", "数据库": "db", "主流数据库": "db"}.get(text)


@pytest.mark.parametrize(
    ("text", "cut", "known", "kind", "skill", "expected"),
    [
        ("负责具身智能调试", "智能调试", "具身智能", "knowledge", "embodied", "具身智能调试"),
        ("熟悉主流数据库开发", "数据库开发", "主流数据库", "knowledge", "db", "数据库开发"),
        ("客户开发程序", "开发程序", "客户开发", "task", "sales", "开发程序"),
        ("光伏电站运维", "电站运维", "光伏电站运维", "tool", "pv", "电站运维"),
    ],
)
def test_a_known_term_is_given_back_whole(
    text: str, cut: str, known: str, kind: SkillType, skill: str, expected: str
) -> None:
    spans = [_mention(text, cut, "task")]
    (got,) = reached_back(spans, [_mention(text, known, kind, skill)], text, _skill_of)
    assert got.text == expected
    assert text[got.start : got.end] == got.text


def test_no_span_reaches_over_another() -> None:
    text = "具身智能调试"
    spans = [_mention(text, "具身", "knowledge"), _mention(text, "智能调试", "task")]
    assert reached_back(spans, [_mention(text, "具身智能", "knowledge", "x")], text, _skill_of) == spans


def test_embodied_ai_keeps_its_first_word() -> None:
    (mentions,) = MentionExtractor(load()).pipe(["岗位职责：1、负责具身智能调试工作。"])
    assert "具身智能调试" in [m.text for m in mentions]
