"""The same standard in every form that people have: item by item what it says, nothing more, nothing silently less."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import docx
import pytest
import standard_makers
from hypothesis import given
from hypothesis import strategies as st
from standard_truth import ISSUER, JOBS, LEVELS, MAJORS, NAME, SCOPES, VERSION, body, requirements

from taxonomy.standards import cells, facts, sections
from taxonomy.standards.blocks import Cell
from taxonomy.standards.check import check, verbs
from taxonomy.standards.model import Item, Reading
from taxonomy.standards.readers import read
from taxonomy.standards.wording import clean, join, leading_code, only_code

ALL = [*standard_makers.DOCUMENTS, "printed.pdf"]
WITHOUT_LISTS = ("flat.csv",)


@pytest.mark.parametrize("name", ALL)
def test_every_requirement_of_a_document(documents: Path, truth: list[dict[str, Any]], name: str) -> None:
    assert read(documents / name).dry_run()["requirements"] == truth


@pytest.mark.parametrize("name", ALL)
def test_the_facts_of_a_document(documents: Path, name: str) -> None:
    found = read(documents / name).dry_run()
    assert list(found) == ["certificate", "version", "issuer", "majors", "jobs", "requirements", "not_placed"]
    assert (found["certificate"], found["version"], found["issuer"]) == (NAME, VERSION, ISSUER)
    if name not in WITHOUT_LISTS:
        assert found["majors"] == [m for names in MAJORS.values() for m in names]
        assert found["jobs"] == JOBS


def test_school_types_and_level_paragraphs_are_kept(documents: Path) -> None:
    reading = read(documents / "merged.docx")
    assert {m.school for m in reading.majors} == set(MAJORS)
    assert {level: text.split("：")[-1] for level, text in reading.scopes.items()} == SCOPES


def test_what_has_no_place_is_shown_with_where_it_stands(documents: Path) -> None:
    reading = read(documents / "spread.docx")
    texts = [n.text for n in reading.not_placed]
    n_tasks = sum(len(tasks) for domains in LEVELS.values() for _, tasks in domains)
    assert sum("传感器基础知识" in t for t in texts) == n_tasks
    assert "注：高级人员应持有低压电工作业证。" in texts
    assert all(n.where and n.reason for n in reading.not_placed)
    assert {i.domain_en for i in reading.requirements} == {"Greenhouse work in English"}


@pytest.mark.parametrize("name", [n for n in ALL if not n.startswith("spread")])
def test_nothing_is_left_over_where_everything_has_a_place(documents: Path, name: str) -> None:
    assert read(documents / name).not_placed == []


def _document(
    path: Path, rows: list[list[str]], paragraphs: tuple[str, ...] = ("表1 职业技能等级要求（初级）",)
) -> Path:
    document = docx.Document()
    for text in (*body(), *paragraphs):
        document.add_paragraph(text)
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("学员还应遵守安全规程。")
    document.save(str(path))
    return path


def test_stray_content_and_empty_places(tmp_path: Path) -> None:
    path = _document(tmp_path / "a.docx", [
        ["工作领域", "工作任务", "职业技能要求"],
        ["1 巡检", "1.1 采集", "1.1.1 能按Python 3.8.1 编写脚本，\n处理第2.3.4 节的数据。"],
        ["", "1.2 无要求", ""],
        ["", "1.3 检查", "1.3.1 能检查。1.3.2 能记录；1.3.3能上报。"],
        ["", "", "1.3.5"],
    ])  # fmt: skip
    reading = read(path)
    assert [(i.code, i.text) for i in reading.requirements] == [
        ("1.1.1", "能按Python 3.8.1 编写脚本，处理第2.3.4 节的数据。"),
        ("1.3.1", "能检查。"), ("1.3.2", "能记录；"), ("1.3.3", "能上报。"),
    ]  # fmt: skip
    left = " ".join(n.text for n in reading.not_placed)
    assert "无要求" in left
    assert "1.3.5" in left
    assert "学员还应遵守安全规程。" in left
    kinds = {f.kind for f in check(reading)}
    assert {"empty", "gap"} <= kinds


def test_a_code_of_another_task_is_an_error_and_not_mended(tmp_path: Path) -> None:
    path = _document(tmp_path / "a.docx", [
        ["工作领域", "工作任务", "职业技能要求"],
        ["1 巡检", "1.1 采集", "1.1.1 能采集数据。"],
        ["", "", "1.2.1 能校验数据。"],
        ["", "", "1.1.1 能上传数据。"],
    ])  # fmt: skip
    reading = read(path)
    assert [i.task for i in reading.requirements] == ["采集"] * 3
    errors = {f.kind for f in check(reading) if f.severity == "error"}
    assert errors == {"misplaced_code", "duplicate_code"}


def test_modules_restart_the_numbering(tmp_path: Path) -> None:
    modules = ("模块一 设备", "模块二 系统")
    rows = [
        ["模块", "工作领域", "工作任务", "职业技能要求（高级）"],
        *([m, "1 运行", "1.1 启动", "1.1.1 能启动设备。"] for m in modules),
    ]
    reading = read(_document(tmp_path / "a.docx", rows, ()))
    assert [(i.level, i.module, i.code) for i in reading.requirements] == [
        ("高级", "模块一 设备", "1.1.1"), ("高级", "模块二 系统", "1.1.1")]  # fmt: skip
    assert not [f for f in check(reading) if f.severity == "error"]


def test_a_level_is_not_guessed(tmp_path: Path) -> None:
    rows = [["工作领域", "工作任务", "职业技能要求"], ["1 运行", "1.1 启动", "1.1.1 能启动设备。"]]
    reading = read(_document(tmp_path / "a.docx", rows, ()))
    assert [i.level for i in reading.requirements] == [None]
    assert [f.kind for f in check(reading) if f.severity == "error"] == ["missing_level"]


def test_portal_records_without_requirements(tmp_path: Path) -> None:
    records = [{"certificateName": NAME, "certificateGrade": grade, "xzhOrgName": ISSUER, "stateDt": "2023-05-01",
                "certificateDesc": f"{grade}能运行设备"} for grade in LEVELS]  # fmt: skip
    path = tmp_path / "portal.json"
    path.write_text(json.dumps({"data": {"list": records}}), "utf-8")
    reading = read(path)
    assert (reading.certificate, reading.issuer, reading.version) == (NAME, ISSUER, "2023-05-01")
    assert list(reading.scopes) == list(LEVELS)
    assert reading.requirements == []


def test_english_keys_and_flat_rows(tmp_path: Path, truth: list[dict[str, Any]]) -> None:
    flat = tmp_path / "flat.csv"
    with flat.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["level", "domain_code", "domain", "task_code", "task", "code", "text"])
        words = {"初级": "Junior", "中级": "Intermediate", "高级": "Senior"}
        for row in truth:
            writer.writerow(
                [words[row["level"]], *(row[k] for k in ("domain_code", "domain", "task_code", "task", "code", "text"))]
            )
    assert read(flat).dry_run()["requirements"] == truth
    again = tmp_path / "again.json"
    again.write_text(json.dumps(read(flat).dry_run(), ensure_ascii=False), "utf-8")
    assert read(again).dry_run()["requirements"] == truth


@pytest.mark.parametrize(("text", "code", "rest"), [
    ("１．１．１能安装", "1.1.1", "能安装"), ("1.1.1、能安装", "1.1.1", "能安装"), ("工作领域一：巡检", "1", "巡检"),
    ("任务2.1 检查", "2.1", "检查"), ("（3）能检查", "3", "能检查"), ("②能检查", "2", "能检查"), ("1静态网页", "1",
                                                                                                  "静态网页"),
    ("5G基站安装", None, "5G基站安装"), ("10千伏不停电作业", None, "10千伏不停电作业"), ("3D建模", None, "3D建模"),
    ("4S店服务", None, "4S店服务"), ("2年以上经验", None, "2年以上经验"), ("1-1-2 能检查", "1.1.2", "能检查"),
])  # fmt: skip
def test_codes_at_the_beginning(text: str, code: str | None, rest: str) -> None:
    assert leading_code(text) == (code, rest)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 30))
def test_any_code_is_read_in_any_width(a: int, b: int, c: int) -> None:
    code = f"{a}.{b}.{c}"
    for shown in (code, standard_makers.full_width(code)):
        assert only_code(shown) == code
        assert leading_code(f"{shown}能检查") == (code, "能检查")


def test_lines_are_joined_as_they_are_read() -> None:
    assert join(["能使用", "Spring Boot", "框架"]) == "能使用Spring Boot框架"
    assert join(["能使用Spring", "Boot"]) == "能使用Spring Boot"
    assert clean("工 作　领 域") == "工作领域"
    assert clean("模块一 设备") == "模块一 设备"


def test_wrapped_lines_do_not_begin_a_requirement() -> None:
    cell = Cell(["1.1.1能在", "2小时内检查", "1.2.3节的数据。", "1.1.2能记录。"], wrapped=True)
    assert [p.code for p in cells.split(cell, "1.1")] == ["1.1.1", "1.1.2"]


@pytest.mark.parametrize(("text", "level"), [
    ("表1 职业技能等级要求（初级）", "初级"), ("5.2.1 中级", "中级"), ("（三）高级", "高级"), ("初级、中级、高级",
                                                                                               None),
    ("高级语言程序设计", None), ("【示例】（初级）：主要面向巡检岗位，能完成巡检。", None),
])  # fmt: skip
def test_levels_over_tables(text: str, level: str | None) -> None:
    assert sections.marked_level(text) == level


@pytest.mark.parametrize(("front", "version"), [
    (["示例职业技能等级标准（2021年2.0版）"], "2021年2.0版"), (["版本号：V1.2"], "V1.2"), (["2020年12月 发布"],
                                                                                           "2020年12月"),
    (["示例", "标准 2.0版"], "2.0版"), (["示例"], None),
])  # fmt: skip
def test_versions(front: list[str], version: str | None) -> None:
    assert facts.version_of(front)[0] == version


def test_vague_verbs_and_near_duplicates() -> None:
    texts = ("能熟悉设备安装规范。", "能按照规范安装设备并完成调试。", "能按照规范安装设备并完成调试", "能绘制图纸。")
    items = [Item(level="初级", domain_code="1", domain="a", task_code="1.1", task="b", code=f"1.1.{n}", text=t)
             for n, t in enumerate(texts, 1)]  # fmt: skip
    found = [(f.kind, f.code) for f in check(Reading(requirements=items))]
    assert found == [("no_verb", "1.1.1"), ("near_duplicate", "1.1.3")]


def test_our_own_frames_have_measurable_verbs() -> None:
    from taxonomy.registry import load

    measurable, _ = verbs()
    texts = [c.text.zh for c in load().competencies]
    assert sum(not measurable.search(t) for t in texts) <= len(texts) * 0.01


def test_the_truth_has_all_levels() -> None:
    assert {r["level"] for r in requirements()} == set(LEVELS)


@pytest.mark.parametrize(("lines", "majors"), [
    (["中等职业学校：园艺技术、会计类（电算化）等相关专业。"], [("中", "园艺技术"), ("中", "会计类（电算化）")]),
    (["4.1 高等职业学校", "410105 设施农业、460103 数控技术等专业"], [("高", "设施农业"), ("高", "数控技术")]),
    (["参照原版专业目录，中职：园艺技术；高职：数控技术。"], [("中", "园艺技术"), ("高", "数控技术")]),
    (["高等职业教育本科学校：智能制造工程技术。"], [("应", "智能制造工程技术")]),
])  # fmt: skip
def test_specialities(lines: list[str], majors: list[tuple[str, str]]) -> None:
    assert [((m.school or "")[:1], m.name) for m in facts.majors_of(lines)] == majors


@pytest.mark.parametrize(("lines", "jobs"), [
    (["【示例】（初级）：主要面向互联网企业、政府机构的网页制作、前端助理等岗位。"], ["网页制作", "前端助理"]),
    (["初级：操作员、巡检员", "中级：维修电工"], ["操作员", "巡检员", "维修电工"]),
    (["面向巡检员、维护员等职业岗位（群），从事巡检等工作。"], ["巡检员", "维护员"]),
])  # fmt: skip
def test_jobs(lines: list[str], jobs: list[str]) -> None:
    assert facts.jobs_of(lines) == jobs
