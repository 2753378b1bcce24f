"""Tokens, sections, known terms and the whole pipeline on texts of our own."""

from __future__ import annotations

import itertools
import random
import time

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy.extractors.base import flat
from taxonomy.extractors.gazetteer import Gazetteer
from taxonomy.extractors.pipeline import MentionExtractor
from taxonomy.extractors.sections import demand_only, wishes
from taxonomy.extractors.tokens import HybridTokenizer
from taxonomy.models import Mention, Skill
from taxonomy.registry import load


def _skill(name: str, *aliases: str) -> Skill:
    return Skill(skill_id=f"t.{abs(hash(name))}", name=name, name_en=name, type="tool", aliases=aliases, field="t")


GAZETTEER = Gazetteer([_skill("Java"), _skill("JavaScript", "JS"), _skill("Spring Boot"), _skill("C++"),
                       _skill("用友"), _skill("HTML5"), _skill("AI技术", "AI"), _skill("数控车床")])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("熟悉java、ＪａｖａＳｃｒｉｐｔ", ["java", "ＪａｖａＳｃｒｉｐｔ"]),
        ("SpringBoot 或 spring boot", ["SpringBoot", "spring boot"]),
        ("Java8以上", ["Java"]),
        ("AIGC应用", []),
        ("JSON格式", []),
        ("精通C++", ["C++"]),
        ("会用友软件", ["用友"]),
        ("HTML5页面", ["HTML5"]),
        ("操作数控\n车床", []),
    ],
)
def test_known_terms_are_found_whole(text: str, expected: list[str]) -> None:
    assert [m.text for m in GAZETTEER.find(text)] == expected


@settings(deadline=None)
@given(st.text(max_size=200))
def test_the_tokenizer_loses_no_character(text: str) -> None:
    assert HybridTokenizer(spacy.blank("xx").vocab)(text).text == text


def test_of_overlapping_mentions_the_longer_stays() -> None:
    short = Mention(0, 2, "数控", "knowledge", None, "a", 1.0)
    long = Mention(0, 4, "数控车床", "tool", None, "a", 0.5)
    assert flat([short, long]) == [long]


def test_benefits_and_praise_are_no_demand() -> None:
    text = "岗位职责：\n1、负责Java开发\n任职要求：\n熟悉MySQL\n福利待遇：\n免费英语培训\n"
    asked = "".join(text[a:b] for a, b in demand_only(text))
    assert "Java" in asked
    assert "MySQL" in asked
    assert "英语" not in asked


@pytest.mark.parametrize("heading", ["我们希望你", "三、我们希望你：", "你要做的事：", "【任职要求】"])
def test_demand_goes_on_after_praise(heading: str) -> None:
    text = f"关于我们：\n业务涉及物联网\n{heading}\n1. 熟悉MySQL\n"
    asked = "".join(text[a:b] for a, b in demand_only(text))
    assert "MySQL" in asked
    assert "物联网" not in asked


def test_fields_of_study_are_no_skills() -> None:
    text = "要求：\n1. 本科以上，计算机、会计等相关专业优先；\n2. 专业知识扎实，会计核算三年"
    asked = "".join(text[a:b] for a, b in demand_only(text))
    assert "计算机" not in asked
    assert "会计核算" in asked


@pytest.fixture(scope="module")
def extractor() -> MentionExtractor:
    return MentionExtractor(load())


def test_a_posting_is_read(extractor: MentionExtractor) -> None:
    text = "任职要求：\n1、熟悉Vue、React等前端框架；\n2、良好的沟通能力；\n3、持有低压电工证者优先。"
    (mentions,) = extractor.pipe([text])
    found = {m.text: m for m in mentions}
    assert {"Vue", "React", "沟通能力"} <= set(found)
    assert found["Vue"].skill_id is not None
    assert found["Vue"].skill_id != found["React"].skill_id
    assert found["沟通能力"].type == "soft"


HOSTILE = [
    "",
    " ",
    "\x00\x01",
    "😀" * 50,
    "<script>alert(1)</script>",
    "a" * 30_000,
    "\u202eabc",
    "熟悉\ud83dJava\udc00，负责测试",
    "熟悉&nbsp;Java<br/>、<b>Vue</b>&#8203;",
    "岗位职责" * 25_000,
    "\n" * 500,
    "，" * 100,
    "（会PS优先" * 20_000,
    "优先，" * 34_000,
    "加分项：" * 25_000,
    "&lt;div class=&quot;job&quot;&gt;熟悉Java&lt;/div&gt;&amp;nbsp;" * 1_500,
    "👩‍💻🔥✅" * 20_000,
    "".join(random.Random(4).choices("熟悉JavaC+、，。\n 用友负责开发优先无需（）:<&;😀\u200b\x07", k=100_000)),
]
"""The last six hold a hundred thousand characters or about that."""


def test_no_text_makes_it_fall(extractor: MentionExtractor) -> None:
    began = time.process_time()
    for text, mentions in zip(HOSTILE, extractor.pipe(HOSTILE), strict=True):
        for mention in mentions:
            assert text[mention.start : mention.end] == mention.text
    assert time.process_time() - began < 60


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=150))
def test_any_characters_may_come(extractor: MentionExtractor, text: str) -> None:
    (mentions,) = extractor.pipe([text])
    assert all(text[m.start : m.end] == m.text for m in mentions)


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="熟悉JavaC+、，。\n 用友U8负责 开发vue3😀", max_size=80))
def test_spans_are_flat_and_in_order(extractor: MentionExtractor, text: str) -> None:
    (mentions,) = extractor.pipe([text])
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))


def test_the_same_text_gives_the_same_mentions(extractor: MentionExtractor) -> None:
    texts = ["负责公司网站的前端开发与维护", "会计岗位，熟悉金蝶、用友，负责凭证审核", "熟悉PLC编程" * 30, "，", ""]
    once = list(extractor.pipe(texts))
    assert list(extractor.pipe(reversed(texts))) == once[::-1]
    assert [next(extractor.pipe([text])) for text in texts] == once
    assert list(extractor.pipe(texts * 40)) == once * 40


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("熟悉Vue，会用React者优先", "React", True),
        ("熟悉Vue，会用React者优先", "Vue", False),
        ("本科优先，须熟悉Vue", "Vue", False),
        ("懂缓存（Redis，Ehcache）者优先", "Redis", True),
        ("熟悉Java（有Go经验优先）", "Java", False),
        ("熟悉Java（有Go经验优先）", "Go", True),
        ("会用剪映（加分）", "剪映", True),
        ("做过大数据者优先，如Hive，Flink等", "Flink", True),
        ("加分项：懂Docker，写过Go", "Go", True),
        ("有以下经历者优先：1、用过Vue；2、写过Go", "Go", True),
        ("沟通顺畅，更好地完成测试", "测试", False),
        ("按优先级处理工单", "工单", False),
        ("会PS更佳", "PS", True),
        ("有视频剪辑能力的佳", "视频剪辑", True),
    ],
)
def test_welcome_is_said_of_its_own_part(text: str, word: str, expected: bool) -> None:
    at = text.index(word)
    assert wishes(text)(at, at + len(word))[0] is expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("无需自己开发客户", "开发客户", True),
        ("不需要您一定具有教学经验", "教学", True),
        ("不要求精通K8s，理解原理即可", "K8s", False),
        ("英语口语不作要求", "英语", True),
        ("系统派单无需抢单", "派单无需抢单", True),
        ("清理不需要的物料", "物料", False),
        ("无需经验，会用Excel", "Excel", False),
        ("不用剪辑", "剪辑", True),
    ],
)
def test_not_needed_is_said_of_what_stands_beside_it(text: str, word: str, expected: bool) -> None:
    at = text.index(word)
    assert wishes(text)(at, at + len(word))[1] is expected


def test_what_is_welcome_and_what_is_not_needed_is_said(extractor: MentionExtractor) -> None:
    text = "任职要求：1、精通Java；2、熟悉Kubernetes者优先；3、无需Photoshop经验，会Excel。\n加分项：\n了解Docker\n"
    found = {m.text: m for m in next(extractor.pipe([text]))}
    assert {"Java", "Kubernetes", "Photoshop", "Excel", "Docker"} <= set(found)
    assert {name for name, m in found.items() if m.preferred} >= {"Kubernetes", "Docker"}
    assert not found["Java"].preferred
    assert found["Photoshop"].negated
    assert not found["Excel"].negated


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("有Linux经验者优先。熟悉SQL", "Linux", (True, False)),
        ("有Linux经验者优先。熟悉SQL", "SQL", (False, False)),
        ("不要求会英语，要求细心", "英语", (False, True)),
        ("不要求会英语，要求细心", "细心", (False, False)),
        ("英语水平不作要求", "英语", (False, True)),
        ("Experience with Rust is a plus.\nStrong SQL", "Rust", (True, False)),
        ("No prior Salesforce experience", "Salesforce", (False, True)),
        ("casino Excel", "Excel", (False, False)),
    ],
)
def test_wishes(text: str, word: str, expected: tuple[bool, bool]) -> None:
    start = text.index(word)
    assert wishes(text)(start, start + len(word)) == expected
