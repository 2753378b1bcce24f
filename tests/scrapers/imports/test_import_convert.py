"""One record becomes one posting, or a reason why it does not."""

from __future__ import annotations

from datetime import date

import pytest

from scrapers.errors import BadRecord
from scrapers.imports.convert import Defaults, convert, to_posting
from scrapers.imports.headings import guess_mapping
from scrapers.imports.mapping import FieldSource, Mapping
from scrapers.imports.values import country_of, in_china, tags_of, text_of, tidy
from scrapers.items import JobPosting, posting_id

TEXT = "负责数控机床的日常操作、点检和首件检验"


PLAIN = Defaults("某网")


def made(defaults: Defaults = PLAIN, /, **cells: object) -> JobPosting:
    filled: dict[str, object] = {"title": "数控操作工", "description": TEXT, **cells}
    return to_posting(filled, guess_mapping(list(filled), []), defaults)


def test_all_fields() -> None:
    posting = made(
        posting_id="J-1",
        source="示例招聘网",
        url="https://jobs.example/1",
        company="示例机械厂",
        city="苏州",
        province="江苏",
        industry="机械",
        salary_text="6-8千/月",
        education="大专",
        experience=3.0,
        skill_tags=["数控", "CAD", "数控"],
        posted_on="2024-09-01",
        crawled_on="2024-09-10",
        date_basis="posted",
        year=2024,
        截止日期="2024-10-01",
        desc_truncated=True,
    )
    assert posting == JobPosting(
        posting_id=posting_id("示例招聘网", "J-1"),
        source="示例招聘网",
        source_job_id="J-1",
        url="https://jobs.example/1",
        title="数控操作工",
        employer="示例机械厂",
        location_raw="苏州",
        province_raw="江苏",
        country="CN",
        industry_raw="机械",
        salary_raw="6-8千/月",
        education_raw="大专",
        experience_raw="3",
        description=TEXT,
        tags=("数控", "CAD"),
        date_published=date(2024, 9, 1),
        date_seen=date(2024, 9, 10),
        date_basis="posted",
        year=2024,
        valid_through=date(2024, 10, 1),
        truncated=True,
    )


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"title": None}, "no title"),
        ({"title": " \n"}, "no title"),
        ({"title": "NULL"}, "no title"),
        ({"description": ""}, "no description"),
        ({"description": "<p> &nbsp; </p>"}, "no description"),
    ],
)
def test_bad_records_say_why(cells: dict[str, object], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        made(**cells)
    assert str(caught.value) == reason


def test_duties_and_requirements_are_joined_under_their_headings() -> None:
    cells: dict[str, object] = {"岗位名称": "电工", "岗位职责": "检修线路", "任职要求*": "任职要求：持证上岗"}
    posting = to_posting(cells, guess_mapping(list(cells), []), Defaults("某网"))
    assert posting.description == "岗位职责：\n检修线路\n任职要求：持证上岗"
    one = to_posting(cells | {"任职要求*": None}, guess_mapping(list(cells), []), Defaults("某网"))
    assert one.description == "检修线路"


def test_a_part_that_repeats_the_whole_text_is_not_joined() -> None:
    cells: dict[str, object] = {"职位": "电工", "职位描述": "检修线路；持证上岗", "任职要求": "持证上岗"}
    assert to_posting(cells, guess_mapping(list(cells), []), Defaults("某网")).description == "检修线路；持证上岗"


def test_html_goes_and_line_breaks_stay() -> None:
    assert made(description="<div>一、操作<br>二、点检 &amp; 保养</div><script>x()</script>").description.split() == [
        "一、操作",
        "二、点检",
        "&",
        "保养",
    ]
    assert made(description="一、操作\n二、<b>点检</b>").description == "一、操作\n二、点检"
    assert made(description="&lt;p&gt;一、操作&lt;/p&gt;").description == "一、操作"


@pytest.mark.parametrize(
    "text",
    [
        "年龄<35岁，身高>160",
        "熟悉 List<String> 与 C++ 模板 vector<int>",
        "R&D 团队，1.操作\n2.点检",
        "a < b > c",
    ],
)
def test_what_only_resembles_html_is_left_alone(text: str) -> None:
    assert made(description=text).description == text


def test_personal_data_is_gone_from_every_text() -> None:
    posting = made(
        title="操作工 13800138000",
        description=f"{TEXT}。联系电话：13900139000",
        location="苏州（电话13700137000）",
        skills="双休,13600136000",
        company="示例厂 13500135000",
        posting_id="13800138001",
    )
    text = posting.model_dump_json(exclude={"source_job_id"})
    for number in ("13800138000", "13900139000", "13700137000", "13600136000", "13500135000"):
        assert number not in text
    assert posting.pii_removed >= 5
    assert posting.source_job_id == "13800138001"  # the board's number of the posting, not a phone


def test_identity_native_then_address_then_content() -> None:
    assert made(job_id="9", url="https://a.example/1").posting_id == posting_id("某网", "9")
    assert made(job_id=9.0).source_job_id == "9"
    by_address = made(url="https://a.example/1?b=2&a=1#top")
    assert by_address.posting_id == made(url="https://a.example/1?a=1&b=2").posting_id
    assert by_address.source_job_id is None
    assert made(url="http://[bad").url == "http://[bad"
    plain = made(company="甲")
    assert plain.posting_id == made(company="甲", description=TEXT.replace("、", "、\n")).posting_id
    assert len({plain.posting_id, made(company="乙").posting_id, made(company="甲", city="苏州").posting_id}) == 3


def test_source_of_the_record_unless_one_is_fixed() -> None:
    assert made(source="甲网").source == "甲网"
    assert made(Defaults("乙网", fixed_source=True), source="甲网").source == "乙网"
    assert made(source="").source == "某网"


def test_a_crawl_date_alone_is_no_publication() -> None:
    posting = made(posted_on=None, crawled_on="2024-09-09", date_basis="first_scan")
    assert (posting.date_published, posting.date_seen) == (None, date(2024, 9, 9))
    assert posting.date_basis == "first_seen"


def test_the_date_of_a_file_is_no_sighting() -> None:
    posting = made(crawled_on="2019-06-08", date_basis="repo_commit", year=2019)
    assert (posting.date_published, posting.date_seen) == (None, None)
    assert (posting.date_basis, posting.year) == ("file_date", 2019)


def test_relative_dates_relate_to_the_crawl_date_first() -> None:
    reference = Defaults("某网", reference_date=date(2025, 1, 1))
    assert made(reference, 发布时间="3天前", 采集时间="2024-09-10").date_published == date(2024, 9, 7)
    assert made(reference, 发布时间="3天前").date_published == date(2024, 12, 29)
    cells: dict[str, object] = {"title": "电工", "description": TEXT, "发布时间": "3天前"}
    unread = convert(cells, guess_mapping(list(cells), []), Defaults("某网"))
    assert (unread.posting.date_published, unread.unread) == (None, ("date_published: not understood",))


def test_basis_of_the_record_goes_before_the_default() -> None:
    assumed = Defaults("某网", date_basis="first_seen")
    assert made(assumed, posted_on="2024-09-01").date_basis == "first_seen"
    assert made(assumed, posted_on="2024-09-01", date_basis="posted").date_basis == "posted"
    assert made(更新日期="2024-09-01").date_basis == "updated"


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ({"city": "广州-天河区"}, "CN"),
        ({"city": "南通市"}, "CN"),
        ({"city": "江苏省苏州市姑苏区某路1号"}, "CN"),
        ({"province": "内蒙古"}, "CN"),
        ({"city": "新疆·喀什"}, "CN"),
        ({"city": "东京"}, None),
        ({"city": "远程"}, None),
        ({"city": "香港"}, None),
        ({"city": "中国台湾"}, None),
        ({}, None),
        ({"city": "东京", "country": "jp"}, "JP"),
        ({"country": "中国"}, "CN"),
    ],
)
def test_country_only_where_the_place_tells(place: dict[str, object], country: str | None) -> None:
    assert made(**place).country == country


def test_country_by_a_constant_of_the_mapping() -> None:
    fields = {
        "title": FieldSource(("t",)),
        "description": FieldSource(("d",)),
        "country": FieldSource(value="CN", how="constant"),
    }
    assert to_posting({"t": "电工", "d": TEXT}, Mapping(fields), Defaults("某网")).country == "CN"


def test_salary_from_two_columns() -> None:
    assert made(最低薪资=6000, 最高薪资=8000.0).salary_raw == "6000-8000"


@pytest.mark.parametrize(
    ("value", "tags"),
    [
        (["PLC", " 数控 ", None, "PLC"], ("PLC", "数控")),
        ('["PLC", "C/C++"]', ("PLC", "C/C++")),
        ("['PLC', '数控']", ("PLC", "数控")),
        ("PLC，数控、Spring Boot;CAD|UG", ("PLC", "数控", "Spring Boot", "CAD", "UG")),
        ("[坏的, 列表", ("坏的", "列表")),
        ("", ()),
        (None, ()),
    ],
)
def test_tags(value: object, tags: tuple[str, ...]) -> None:
    assert tags_of(value) == tags


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("甲\\n乙", "甲\n乙"),
        ("甲_x000D_\n乙", "甲\n乙"),
        ("甲\u200b乙\xa0\u3000丙  丁 \n 戊\n\n\n\n己", "甲乙 丙 丁\n戊\n\n己"),
        ("a\x00b\tc", "ab c"),
    ],
)
def test_tidy(raw: str, text: str) -> None:
    assert tidy(raw) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.0, "12"), (1.5, "1.5"), (None, None), (" N/A ", None), ({"name": "厂"}, "厂"), (["a"], "a")],
)
def test_cells_as_text(value: object, text: str | None) -> None:
    assert text_of(value) == text


def test_places_and_countries_that_are_not_understood() -> None:
    assert country_of("月球") is None
    assert not in_china("")
