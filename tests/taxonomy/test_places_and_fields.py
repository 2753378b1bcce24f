"""Provinces of places, fields of titles, pieces of text."""

from __future__ import annotations

import pytest

from taxonomy.fields import certificate_matcher, field_names, field_of
from taxonomy.regions import province_code, province_names
from taxonomy.registry import load
from taxonomy.text import excerpt, normalise


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("广州", "44"), ("广州-天河区", "44"), ("北京市", "11"), ("内蒙古自治区", "15"), ("西双版纳", "53"),
        ("中山", "44"),
        ("台北", None), ("台湾", "71"), ("香港", "81"), ("恩施土家族苗族自治州", "42"), ("重庆·渝北", "50"), ("", None),
        ("Stockholm", None), ("吉林", "22"), ("昆山市", "32"),
    ],
)  # fmt: skip
def test_province_of_a_place(place: str, code: str | None) -> None:
    assert province_code(place) == code


def test_the_province_column_decides_where_the_city_is_ambiguous() -> None:
    assert province_code("海南", "青海") == "63"


def test_there_are_34_provinces_with_two_names() -> None:
    names = province_names()
    assert len({row["province_code"] for row in names}) == 34
    assert all(row["zh"] and row["en"] for row in names)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Web前端开发工程师", "it_software"), ("数控车工", "industrial"), ("养老护理员", "care_health"),
        ("新能源汽车维修技师", "automotive"), ("BIM建模师", "construction"), ("亚马逊运营", "commerce"),
        ("大模型算法工程师", "ai_data"), ("仓库管理员", "logistics"), ("出纳", "finance"), ("某某", "other"),
    ],
)  # fmt: skip
def test_field_of_a_title(title: str, field: str) -> None:
    assert field_of(title) == field
    assert field in {row["field"] for row in field_names()}


def test_a_title_belongs_to_the_certificate_of_its_job_group() -> None:
    match = certificate_matcher((c.code, c.target) for c in load().certificates.values())
    assert "xg-web-frontend" in match("高级前端开发工程师")
    assert match("某某岗位") == []


def test_an_excerpt_is_short_and_keeps_its_mark() -> None:
    text = "公司介绍\n" + "负责" * 300 + "熟悉Vue框架" + "等" * 300
    start = text.index("Vue")
    piece, a, b = excerpt(text, start, start + 3)
    assert piece[a:b] == "Vue"
    assert len(piece) <= 160


def test_an_excerpt_stays_within_its_line() -> None:
    piece, a, b = excerpt("第一行\n要求Vue\n第三行", 6, 9)
    assert (piece, piece[a:b]) == ("要求Vue", "Vue")


def test_normal_form() -> None:
    assert normalise(" Ｓｐｒｉｎｇ Boot ") == "springboot"
