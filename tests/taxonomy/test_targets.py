"""Job groups by title: what belongs, what is silent, what people decided."""

from __future__ import annotations

import pytest

from taxonomy.fields import title_words
from taxonomy.models import Target
from taxonomy.registry import load
from taxonomy.targets import Check, postings_by_hand, title_reader
from taxonomy.thresholds import Targets

FRONT_END = "xg-web-frontend"
RULES = Targets(min_core=3, min_part=0.2, min_check=10, min_precision=0.7)


@pytest.mark.parametrize(
    ("title", "silent"),
    [
        ("软件工程师", True),  # of the field, and of no group in it
        ("HTML5工程师", True),  # of the certificate's own group
        ("某某专员", True),  # of no field
        ("PHP工程师", False),  # other people's group
        ("UI讲师", False),  # teaches
        ("前端开发工程师", False),  # says itself that it belongs
        ("Java开发工程师", False),  # another certificate claims it
        ("会计", False),
        ("全栈工程师", False),  # excluded by the target
    ],
)
def test_a_silent_title_points_to_no_other_work(title: str, silent: bool) -> None:
    assert title_reader(load().certificates.values()).silent(title, FRONT_END) is silent


def test_an_own_word_is_no_other_work() -> None:
    reader = title_reader(load().certificates.values())
    assert not reader.silent("招聘主任", "xg-cnc")
    assert reader.silent("招聘主任", "xg-hr-digital")


@pytest.mark.parametrize(("title", "found"), [("HR专员", True), ("three.js工程师", False), ("5g基站", True),
                                              ("15g内存", False), ("java2ee", True)])  # fmt: skip
def test_short_latin_words_stand_alone(title: str, found: bool) -> None:
    assert bool(title_words(["HR", "5G", "Java"]).search(title.lower())) is found


def test_no_words_find_nothing() -> None:
    assert title_words([]).search("前端") is None


def test_a_repairer_of_systems_is_no_carer() -> None:
    groups = title_reader(load().certificates.values()).groups("系统维护工程师")
    assert not [code for code, _ in groups if "care" in code]


@pytest.mark.parametrize(
    ("title", "code", "belongs"),
    [
        ("前端开发工程师", "xg-web-frontend", True),
        ("社群前端销售", "xg-web-frontend", False),  # sells to those who ask first
        ("前端采购工程师", "xg-web-frontend", False),
        ("HTML5开发工程师", "xg-web-frontend", True),
        ("鸿蒙应用开发工程师", "xg-mobile-internet-app", True),
        ("鸿蒙智行 交付专员", "xg-mobile-internet-app", False),  # a make of cars
        ("数据仓库工程师", "xg-big-data", True),
        ("大数据工程师", "xg-ai-data", False),
        ("Hadoop开发工程师", "xg-big-data", True),
        ("无线网络优化工程师", "xg-mobile-network-optimisation", True),
        ("智能网联汽车道路测试工程师", "xg-mobile-network-optimisation", False),  # 道路测试 holds 路测
        ("语音识别工程师", "xg-ai-speech", True),
        ("声学工程师", "xg-ai-speech", False),
        ("仓库管理员", "xg-logistics", True),
        ("供应链采购经理", "xg-logistics", False),
        ("早教师", "xg-infant-care", True),
        ("幼儿园教师", "xg-infant-care", False),
        ("养老院护工", "xg-elder-care", True),
        ("绿化养护工", "xg-elder-care", False),  # 养护工 holds 护工
        ("车工", "xg-cnc", True),
        ("汽车洗车工", "xg-cnc", False),
        ("光伏运维工程师", "xg-pv-storage", True),
        ("高级测试工程师", "xg-web-app-testing", True),
        ("电源测试工程师", "xg-web-app-testing", False),
        ("Java开发工程师", "xg-java-web", True),
        ("Java开发经理", "xg-java-web", False),
        ("Java培训老师", "xg-java-web", False),
    ],
)
def test_titles_of_the_work_and_of_those_around_it(title: str, code: str, belongs: bool) -> None:
    groups = title_reader(load().certificates.values()).groups(title)
    assert (code in [group for group, _ in groups]) is belongs


def test_people_outrank_words() -> None:
    frame = load().certificates[FRONT_END]
    target = Target(titles=("前端",), include=("页面仔", "p0123456789abcdef"), exclude=("前端主任",))
    reader = title_reader([frame.model_copy(update={"target": target})])
    assert reader.groups(" 页面仔") == [(FRONT_END, "hand")]
    assert reader.groups("前端主任") == []
    assert not reader.silent("前端主任", FRONT_END)
    assert reader.groups("前端主任助理") == [(FRONT_END, "title")]
    assert postings_by_hand(target) == {"p0123456789abcdef": True}


@pytest.mark.parametrize(("n", "own", "trusted"), [(10, 7, True), (10, 6, False), (9, 9, False), (100, 70, True)])
def test_skills_decide_where_they_proved_right(n: int, own: int, trusted: bool) -> None:
    assert Check(n, own).trusted(RULES) is trusted
