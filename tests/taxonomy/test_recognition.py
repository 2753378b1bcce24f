"""Certificates named in postings: cases of our own, so that what counts and what does not stays decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from taxonomy import recognition
from taxonomy.recognition import Recogniser
from taxonomy.registry import TaxonomyError


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


def _found(recogniser: Recogniser, text: str) -> set[tuple[str, str]]:
    found = recogniser.find(text)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    return {(f.entry.id, f.stance) for f in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("任职要求：1、持有低压电工证，能倒班", {("electrician", "required")}),
        ("持电工、焊工证者优先", {("electrician", "preferred"), ("welder", "preferred")}),
        ("具有ＰＭＰ证书", {("pmp", "required")}),
        ("有CCNP/HCIP等认证优先", {("cisco", "preferred"), ("huawei", "preferred")}),
        ("具有Web前端开发职业技能等级证书（1+X）优先", 
         {("one_x:xg-web-frontend", "preferred"), ("x_certificate", "preferred")}),
        ("证书要求：注册会计师、税务师", {("cpa", "required"), ("tax_agent", "required"), ("general", "required")}),
        ("高级工及以上", {("senior_worker", "required")}),
        ("中级以上职称", {("title_intermediate", "required")}),
        ("有相关资格证书者优先", {("general", "preferred")}),
        ("英语四级以上，有C1驾照，有健康证", {("cet4", "required"), ("driving", "required"), ("health", "required")}),
        ("日语精通（要求N1证书）", set()),
        ("无需教师资格证", {("teacher", "negated")}),
        ("不要求保安证", {("security_guard", "negated")}),
        ("有无护士资格证均可", {("nurse", "negated")}),
        ("有会计证优先，无证也可", {("accounting_licence", "preferred")}),
        ("福利待遇：1、考取电工证有补贴", {("electrician", "mentioned")}),
        ("福利待遇：五险一金\n必须持有电工证", {("electrician", "required")}),
    ],
)  # fmt: skip
def test_what_is_found(recogniser: Recogniser, text: str, expected: set[tuple[str, str]]) -> None:
    assert _found(recogniser, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "任职资格：1、保证质量，验证功能，熟悉电工知识",
        "熟悉SSL证书配置与数字证书签发",
        "指导初级工程师，担任高级工程师",
        "提供身份证、毕业证、学位证书复印件",
        "熟悉Web前端开发，有相关经验",  # a catalogue name alone is no certificate
        "参与产品CE认证与体系认证工作",
        "证券公司，负责投资顾问业务",
        "懂电工，能看图纸；会计岗位",
        "熟悉PMP知识体系和项目管理流程",
        "精通Python与SCPMPX",
        "",
    ],
)
def test_what_is_no_certificate(recogniser: Recogniser, text: str) -> None:
    assert _found(recogniser, text) == set()


def test_a_named_certificate_hides_the_unnamed_one_and_the_wording_is_the_text(recogniser: Recogniser) -> None:
    text = "一、要求\n须具备二级建造师执业资格证书"
    [finding] = recogniser.find(text)
    assert finding.entry.id == "constructor_2"
    assert text[finding.start : finding.end] == "二级建造师执业资格证书"


def test_texts_of_any_kind_are_survived(recogniser: Recogniser) -> None:
    for text in ("证" * 50_000, "电工、" * 20_000, "PMP" * 9_000, "\ud83d\ude00证书\x00", "İ" * 100 + "电工证"):
        recogniser.find(text)


def test_the_list_is_large_and_each_spelling_can_be_found(recogniser: Recogniser) -> None:
    own = [entry for entry in recogniser.entries if not entry.id.startswith("one_x:")]
    assert len(own) >= 80
    assert {entry.kind for entry in own} == set(recognition.KINDS)
    for entry in own:
        for spelling in (*entry.names, *entry.words):
            assert spelling == spelling.strip().translate(recognition.WIDTHS), (entry.id, spelling)
    names = [name for entry in own for name in entry.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("- {id: a, zh: 甲, en: A, kind: grade}", "names or words"),
        ("- {id: a, zh: 甲, en: A, kind: none, names: [甲]}", "recognition.yaml, a"),
        ("- {id: a, zh: 甲, en: A, kind: grade, names: [甲], exclude: ['(']}", "recognition.yaml, a"),
        (
            "- {id: a, zh: 甲, en: A, kind: grade, names: [甲]}\n- {id: a, zh: 甲, en: A, kind: grade, names: [乙]}",
            "twice",
        ),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "recognition.yaml"
    path.write_text(line, "utf-8")
    with pytest.raises(TaxonomyError, match=said):
        recognition.entries(path)
