"""Shares of spellings that the taxonomy knows; spellings that must never meet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from taxonomy.linkers.alias import AliasLinker
from taxonomy.models import Skill
from taxonomy.registry import Taxonomy, load
from taxonomy.spelling_coverage import Share, mention_shares, tag_coverage, tag_kinds

SKILLS = (
    Skill(skill_id="t.vue", name="Vue", name_en="Vue", type="tool", field="t"),
    Skill(skill_id="t.insurance", name="五险一金", name_en="Social insurance", type="task", field="t"),
)
SMALL = AliasLinker(Taxonomy({s.skill_id: s for s in SKILLS}, {}, "test"))
REAL = AliasLinker(load())


def test_mentions_are_counted_by_type() -> None:
    shares = mention_shares([("tool", "vue"), ("tool", "React"), ("soft", "耐心")], SMALL)
    assert shares == {"tool": Share(1, 2), "soft": Share(0, 1), "all": Share(1, 3)}


def test_a_benefit_counts_neither_for_nor_against() -> None:
    found = tag_coverage({"Vue": 9, "五险一金": 8, "React": 7, "本科": 6, "少见": 1}, SMALL, top=4)
    assert found.all == Share(2, 4)
    assert found.skills == Share(1, 2)
    assert found.unknown == (("React", 7),)
    assert sum(found.not_skills.values()) == 2


@pytest.mark.parametrize("tag", ["Python", "团队管理", "客户开发", "开发新客户", "网络设备", "二级建造师", "数控编程"])
def test_skills_are_not_taken_for_benefits_or_trades(tag: str) -> None:
    assert [kind.kind for kind in tag_kinds() if kind.holds(tag)] == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("React", "Vue"), ("数控车", "数控铣"), ("Java", "JavaScript"), ("C语言", "C++"), ("C++", "C#"),
        ("C语言", "C#"), ("英语", "英语四级"), ("英语四级", "英语六级"), ("SQL", "NoSQL"), ("SQL", "MySQL"),
        ("MySQL", "SQL Server"), ("Go", "Golang框架Gin"), ("一级建造师", "二级建造师"), ("Milvus", "Faiss"),
        ("vLLM", "SGLang"), ("Doris", "StarRocks"), ("Cognos", "MicroStrategy"), ("语音唤醒", "声纹识别"), ("5G", "6G"),
        ("运营", "电商运营"), ("Git", "SVN"), ("叉车", "叉车证"), ("路测", "DT测试"), ("MCP", "微软认证"),
        ("用友", "金蝶"), ("西门子PLC", "三菱PLC"), ("月嫂证", "育婴师证"), ("聚水潭", "旺店通"), ("Figma", "MasterGo"),
        ("JSP", "Servlet"),
    ],
)  # fmt: skip
def test_near_misses_never_meet(left: str, right: str) -> None:
    one, other = REAL.known(left), REAL.known(right)
    assert one is not None
    assert one != other


@pytest.mark.parametrize(
    "spellings",
    [
        ("vue.js", "Vue3", "VUE"),
        ("K8s", "Kubernetes"),
        ("CAD制图", "AutoCAD"),
        ("js", "JavaScript"),
        ("网优", "无线网优"),
    ],
)
def test_spellings_of_one_skill_meet(spellings: tuple[str, ...]) -> None:
    assert len({REAL.known(s) for s in spellings}) == 1
    assert REAL.known(spellings[0]) is not None


def test_broad_terms_are_marked_and_few() -> None:
    skills = load().skills
    assert skills["it_dev.software-development"].generic
    assert not skills["industrial.plc"].generic
    assert 10 < sum(s.generic for s in skills.values()) < 100


@pytest.mark.shared
def test_most_annotated_tools_are_known(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text("utf-8").splitlines()]
    shares = mention_shares(((m["type"], m["text"]) for r in rows for m in r["mentions"]), REAL)
    assert shares["tool"].known / shares["tool"].total >= 0.70
