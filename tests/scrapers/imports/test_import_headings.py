"""Headings as people write them are brought to the right fields, and nothing about persons is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrapers.imports.errors import MappingProblem
from scrapers.imports.heading_table import PERSONAL, UNUSED, fields, find_heading_row, table
from scrapers.imports.headings import guess_mapping
from scrapers.imports.mapping import FieldSource, apply_given, read_mapping_file, require
from scrapers.items import JobPosting

HELPERS = {"duties", "requirements", "date_updated", "salary_low", "salary_high"}


def test_the_table_is_sound() -> None:
    assert set(fields()) - HELPERS <= set(JobPosting.model_fields)
    assert {known.field for known in table().values()} == {*fields(), PERSONAL, UNUSED}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("岗位名称", "title"),
        (" 职位 名称 ", "title"),
        ("招聘岗位*", "title"),
        ("职位名称（必填）", "title"),
        ("Job_Title", "title"),
        ("jobName", "title"),
        ("岗位职责", "duties"),
        ("任职要求", "requirements"),
        ("公司", "employer"),
        ("单位", "employer"),
        ("企业名称", "employer"),
        ("招聘单位全称", "employer"),
        ("发布时间", "date_published"),
        ("发布日期", "date_published"),
        ("posted_on", "date_published"),
        ("更新日期", "date_updated"),
        ("crawled_on", "date_seen"),
        ("抓取日期", "date_seen"),
        ("采集时间", "date_seen"),
        ("薪资", "salary_raw"),
        ("salary_text", "salary_raw"),
        ("薪酬（元／月）", "salary_raw"),
        ("学历", "education_raw"),
        ("education", "education_raw"),
        ("最低学历要求", "education_raw"),
        ("工作经验年限", "experience_raw"),
        ("城市", "location_raw"),
        ("工作地点", "location_raw"),
        ("省份", "province_raw"),
        ("行业", "industry_raw"),
        ("来源", "source"),
        ("链接", "url"),
        ("ＵＲＬ", "url"),
        ("职位编号", "source_job_id"),
        ("posting_id", "source_job_id"),
        ("skill_tags", "tags"),
        ("关键字", "tags"),
        ("date_basis", "date_basis"),
        ("year", "year"),
        ("desc_truncated", "truncated"),
    ],
)
def test_headings(heading: str, field: str) -> None:
    assert guess_mapping([heading], []).fields == {field: guess_mapping([heading], []).fields[field]}


@pytest.mark.parametrize(
    "heading", ["联系人", "联系电话", "企业联系人", "公司电话", "HR微信号", "E-mail", "contact_phone"]
)
def test_columns_about_persons_are_never_read(heading: str) -> None:
    mapping = guess_mapping([heading], [])
    assert (mapping.fields, mapping.personal) == ({}, (heading,))
    with pytest.raises(MappingProblem, match="data about persons"):
        apply_given(mapping, {"employer": heading}, [heading])


@pytest.mark.parametrize("heading", ["公司简介", "福利待遇", "公司规模", "hotel", "随便一栏"])
def test_other_columns_are_ignored_and_listed(heading: str) -> None:
    long_text: list[dict[str, object]] = [{heading: "我们是一家" * 30}] if heading == "公司简介" else []
    mapping = guess_mapping([heading], long_text)
    assert (mapping.fields, mapping.ignored) == ({}, (heading,))


def test_sure_headings_beat_likely_ones_and_say_so() -> None:
    mapping = guess_mapping(["职位", "职位名称", "日期"], [{"职位": "技术类", "职位名称": "钳工", "日期": "2024-1-2"}])
    assert mapping.fields["title"] == FieldSource(("职位名称",), None, 1.0, "named")
    assert mapping.fields["date_published"].confidence == 0.7
    assert mapping.ignored == ("职位",)


def test_content_speaks_against_a_heading() -> None:
    rows: list[dict[str, object]] = [{"编号": str(n), "时间": "全职", "岗位": "x" * 200} for n in range(9)]
    assert not guess_mapping(["编号", "时间", "岗位"], rows).fields.keys() & {
        "source_job_id",
        "date_published",
        "title",
    }
    real: list[dict[str, object]] = [{"编号": f"CC{n:09}"} for n in range(9)]
    assert guess_mapping(["编号"], real).fields["source_job_id"].headings == ("编号",)


def test_a_description_is_found_by_its_length_when_no_heading_tells() -> None:
    rows: list[dict[str, object]] = [{"栏一": "钳工", "栏二": "负责装配与调试设备" * 20}]
    found = guess_mapping(["栏一", "栏二"], rows).fields["description"]
    assert (found.headings, found.how, found.confidence) == (("栏二",), "content", 0.4)


def test_two_names_for_one_field_serve_both() -> None:
    assert guess_mapping(["岗位名称", "招聘岗位"], []).fields["title"].headings == ("岗位名称", "招聘岗位")


def test_heading_row_among_title_rows_and_data() -> None:
    rows: list[list[object]] = [
        ["2024年公司招聘岗位一览", None],
        ["制表", "公司"],
        ["职位", "描述"],
        ["钳工", "装配"],
    ]
    assert find_heading_row(rows) == 2
    assert find_heading_row([["甲", "乙"], ["丙", "丁"]]) is None


def test_an_explicit_mapping_overrides_the_guess(tmp_path: Path) -> None:
    file = tmp_path / "map.yaml"
    file.write_text(
        "title: 栏三\ndescription: [岗位职责, 备注]\nsource: {value: 某招聘网}\nsalary: 栏二\nurl: null\n",
        encoding="utf-8",
    )
    headings = ["岗位名称", "岗位职责", "任职要求", "备注", "栏二", "栏三", "链接"]
    mapping = apply_given(guess_mapping(headings, []), read_mapping_file(file), headings)
    assert mapping.fields["title"].headings == ("栏三",)
    assert mapping.fields["description"].headings == ("岗位职责", "备注")
    assert not mapping.fields.keys() & {"duties", "requirements", "url"}
    assert mapping.fields["source"] == FieldSource(value="某招聘网", how="constant")
    assert mapping.fields["salary_raw"].headings == ("栏二",)
    assert mapping.ignored == ("岗位名称", "任职要求", "链接")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel: 岗位名称", "titel: no such field"),
        ("title: 没有此栏", "no heading '没有此栏'.*岗位名称"),
        ("title: {wert: x}", "neither a heading nor"),
        ("- title", "lines of `field: heading`"),
        ("title: [", "cannot be read"),
    ],
)
def test_faults_of_a_mapping_file_are_told(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "map.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MappingProblem, match=said):
        apply_given(guess_mapping(["岗位名称"], []), read_mapping_file(file), ["岗位名称"])


def test_missing_columns_name_the_headings_seen() -> None:
    with pytest.raises(MappingProblem, match=r"jobs\.csv: no column found for title.*description.*甲, 乙.*YAML"):
        require(guess_mapping(["甲", "乙"], []), ["甲", "乙"], "jobs.csv")
    require(guess_mapping(["岗位", "职责"], []), ["岗位", "职责"], "jobs.csv")
