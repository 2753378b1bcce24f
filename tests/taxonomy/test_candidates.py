"""What a spelling that no list knows comes to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.linkers.candidates import CandidateReader, is_clause, joined
from taxonomy.models import SkillType
from taxonomy.registry import load

_READER = CandidateReader(load())


@pytest.fixture(scope="module")
def reader() -> CandidateReader:
    return _READER


@pytest.mark.parametrize("text", ["提出产品意见", "产品开发方案", "优化系统性能的能力", "good team player", "跟踪"])
def test_a_phrase_of_everyday_words_is_no_skill(reader: CandidateReader, text: str) -> None:
    assert reader.read(text, "task").kind in ("phrase", "about_known")


def test_a_phrase_about_known_skills_asks_for_those(reader: CandidateReader) -> None:
    reading = reader.read("维护Hadoop集群的平台", "task")
    assert reading.kind == "about_known"
    assert reading.skills == ("it_data_ai.hadoop",)


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("智能体编排", "智能体编排"),
        ("智能体编排经验", "智能体编排"),
        ("熟悉智能体编排", "智能体编排"),
        ("Zorblib", "zorblib"),
    ],
)
def test_a_name_with_something_new_in_it_is_a_candidate(reader: CandidateReader, text: str, core: str) -> None:
    reading = reader.read(text, "knowledge")
    assert reading.kind == "candidate"
    assert reading.core == core


@pytest.mark.parametrize(
    ("text", "kind"),
    [("善于倾听他人心声", "soft"), ("前端技术的不断产出驱动业务的发展", "task"), ("Vue3框", "tool"),
     ("the boundaries of what is possible", "tool"), ("负责星云图谱、维护", "task"), ("。", "tool"), ("", "tool")],
)  # fmt: skip
def test_what_has_no_name_is_no_candidate(reader: CandidateReader, text: str, kind: SkillType) -> None:
    assert reader.read(text, kind).kind != "candidate"


@given(st.text(max_size=40), st.sampled_from(["tool", "knowledge", "task", "soft"]))
def test_any_text_is_read_and_always_alike(text: str, kind: SkillType) -> None:
    assert _READER.read(text, kind) == _READER.read(text, kind)


def test_marks_that_writers_set_as_they_like_make_no_new_skill() -> None:
    reader = CandidateReader(load())
    assert reader.read("SQL-Server", "tool") == reader.read("SQL Server", "tool")
    assert reader.read("Zarquon-Flow", "tool").core == reader.read("zarquonflow", "tool").core == "zarquonflow"
    assert joined("zarquon2.1") != joined("zarquon21")  # versions stay two
    assert joined("a-b") != joined("ab")
    assert joined("数控-车床") == "数控-车床"


@pytest.mark.parametrize(
    ("spelling", "core", "kind", "clause"),
    [
        ("处理常见卡顿", "卡顿", "task", True),
        ("整理药盒", "药盒", "task", True),
        ("卡顿处理", "卡顿", "task", False),  # a name: the act stands behind its object
        ("驱动器参数", "驱动器参数", "task", False),  # a thing named after what it does
        ("设计师沟通", "师沟通", "task", False),
        ("运用zarquon", "zarquon", "task", False),
        ("运行机理", "机理", "knowledge", False),
    ],
)
def test_a_verb_with_its_object_is_a_clause(spelling: str, core: str, kind: SkillType, clause: bool) -> None:
    assert is_clause(spelling, core, kind) is clause
