"""Pages in, postings out."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from scrapers.items import posting_id
from scrapers.parse import (
    BadRecord,
    canonical_url,
    html_to_text,
    jobpostings_from_jsonld,
    parse_jsonld_posting,
    read_date,
    salary_text,
)
from scrapers.source import Source

SOURCE = Source(
    name="example",
    title_zh="示例网",
    title_en="Example",
    operator="Example",
    kind="jsonld",
    hosts=("example.org",),
)
URL = "https://example.org/jobs/1"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("岗位职责：<br>1、装配<br/>2、调试", "岗位职责：\n1、装配\n2、调试"),
        ("<p>一</p>\n\n<p>二</p>", "一\n二"),
        ("<ul><li>一</li><li>二</li></ul>三", "一\n二\n三"),
        ("<b>熟悉</b><i>PLC</i>编程", "熟悉PLC编程"),
        ("A&amp;B&nbsp;C&#x4E2D;&lt;5年", "A&B C中<5年"),
        ("前<script>alert('<p>x</p>')</script><style>p{}</style>后", "前后"),
        ("前<!-- 不见 -->后", "前后"),
        ("一行\n二行\r\n三行", "一行\n二行\n三行"),
        ("一行\n二行\n三行<br>", "一行\n二行\n三行"),
        ("&lt;p&gt;一&lt;/p&gt;&lt;p&gt;二 &amp;amp; 三&lt;/p&gt;", "一\n二 & 三"),
        ("温度<30度，压力>5", "温度<30度，压力>5"),
        ("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>", "甲 乙\n丙"),
        ("  多　 空\u200b白\x00  ", "多 空白"),
        ("<p>未闭合<p>也行", "未闭合\n也行"),
        ("", ""),
    ],
)
def test_html_becomes_lines_of_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


def _page(*blocks: str) -> str:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<html><head>{scripts}</head><body>text</body></html>"


POSTING = {"@type": "JobPosting", "title": "钳工"}


@pytest.mark.parametrize(
    "block",
    [
        json.dumps(POSTING),
        json.dumps([{"@type": "WebSite"}, POSTING]),
        json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "Organization"}, POSTING]}),
        json.dumps({"@type": "WebPage", "mainEntity": POSTING}),
        json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": POSTING}]}),
        json.dumps(POSTING | {"@type": ["JobPosting", "Thing"]}),
        json.dumps(POSTING | {"@type": "http://schema.org/JobPosting"}),
        '{"@type": "JobPosting", "title": "钳工",}',
        '// note\n{"@type": "JobPosting", /* again */ "title": "钳工"}',
        '<!-- {"@type": "JobPosting", "title": "钳工"} -->',
        '//<![CDATA[\n{"@type": "JobPosting", "title": "钳工"}\n//]]>',
        "{&quot;@type&quot;: &quot;JobPosting&quot;, &quot;title&quot;: &quot;钳工&quot;}",
        '{"@type": "JobPosting", "title": "钳工", "description": "一\n二\t三"}',
    ],
)
def test_a_posting_is_found_however_it_is_written(block: str) -> None:
    (found,) = jobpostings_from_jsonld(_page(block), URL)
    assert (found["title"], found["url"]) == ("钳工", URL)


def test_a_broken_block_beside_a_good_one_is_passed_over() -> None:
    page = _page('{"@type": "JobPosting", "title": ', json.dumps(POSTING))
    assert [found["title"] for found in jobpostings_from_jsonld(page, URL)] == ["钳工"]


def test_a_page_whose_only_posting_is_broken_says_so() -> None:
    with pytest.raises(BadRecord, match="broken JSON-LD"):
        jobpostings_from_jsonld(_page('{"@type": "JobPosting", "title": '), URL)


@pytest.mark.parametrize("page", ["", "<p>no data</p>", _page('{"@type": "WebSite"}'), _page("{"), _page("[" * 5000)])
def test_a_page_without_a_posting_gives_none(page: str) -> None:
    assert jobpostings_from_jsonld(page, URL) == []


def test_the_type_of_the_script_may_carry_more() -> None:
    page = f'<script type="application/LD+JSON; charset=utf-8">{json.dumps(POSTING)}</script>'
    assert len(jobpostings_from_jsonld(page, URL)) == 1


FULL: dict[str, Any] = {
    "@type": "JobPosting",
    "title": " 数控 车工 ",
    "description": "<p>操作数控车床</p><p>GB/T 1800 公差</p>",
    "datePosted": "2026-05-02T08:00:00+08:00",
    "validThrough": "2026-08-01",
    "hiringOrganization": {"@type": "Organization", "name": "示例机械厂", "telephone": "13812345678"},
    "jobLocation": [
        {"address": {"addressLocality": "常州", "addressRegion": "江苏", "addressCountry": {"name": "中国"}}},
        {"address": {"addressLocality": "无锡", "addressRegion": "江苏", "addressCountry": "CN"}},
    ],
    "baseSalary": {"currency": "CNY", "value": {"minValue": 8000, "maxValue": 12000, "unitText": "MONTH"}},
    "educationRequirements": {"credentialCategory": "大专"},
    "experienceRequirements": {"monthsOfExperience": 36},
    "employmentType": ["FULL_TIME", "CONTRACTOR"],
    "skills": "数控车床, FANUC系统，量具",
    "identifier": {"@type": "PropertyValue", "value": 4711},
    "industry": "机械",
    "applicationContact": {"email": "a@b.cn"},
}


def test_a_full_posting() -> None:
    posting = parse_jsonld_posting(FULL, URL + "?utm_source=x#top", SOURCE, seen_on=date(2026, 5, 3))
    assert posting.model_dump(exclude_defaults=True) == {
        "posting_id": posting_id("示例网", "4711"),
        "source": "示例网",
        "source_job_id": "4711",
        "url": URL,
        "title": "数控 车工",
        "employer": "示例机械厂",
        "location_raw": "常州、无锡",
        "province_raw": "江苏",
        "country": "CN",
        "industry_raw": "机械",
        "salary_raw": "8000-12000元/月",
        "education_raw": "大专",
        "experience_raw": "3年",
        "employment_type_raw": "FULL_TIME、CONTRACTOR",
        "description": "操作数控车床\nGB/T 1800 公差",
        "tags": ("数控车床", "FANUC系统", "量具"),
        "date_published": date(2026, 5, 2),
        "date_seen": date(2026, 5, 3),
        "date_basis": "posted",
        "year": 2026,
        "valid_through": date(2026, 8, 1),
    }


def test_the_least_posting_takes_its_date_from_the_crawl() -> None:
    posting = parse_jsonld_posting({"title": "护工", "description": "照护"}, URL, SOURCE, seen_on=date(2026, 5, 3))
    assert (posting.date_published, posting.date_seen, posting.date_basis) == (
        None,
        date(2026, 5, 3),
        "first_seen",
    )
    assert posting.posting_id == posting_id("示例网", URL)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": ""}, "no title"),
        ({"title": None}, "no title"),
        ({"description": "<p> </p>"}, "no description"),
        ({"datePosted": "昨天"}, "bad date"),
        ({"datePosted": "2026-02-30"}, "bad date"),
        ({"datePosted": "0001-01-01"}, "bad date"),
    ],
)
def test_what_cannot_become_a_posting_says_why(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        parse_jsonld_posting(FULL | change, URL, SOURCE)
    assert caught.value.reason == reason


def test_duties_and_requirements_in_their_own_fields_join_the_text() -> None:
    long_skill = "能独立完成数控车床的程序编制、刀具选择与首件检验，并能处理常见的加工质量问题"
    record = {
        "title": "车工",
        "description": "简介",
        "responsibilities": ["编程", "加工"],
        "qualifications": "中级证书",
        "skills": long_skill,
    }
    posting = parse_jsonld_posting(record, URL, SOURCE)
    assert posting.description == f"简介\n编程\n加工\n中级证书\n{long_skill}"
    assert posting.tags == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("8千-1.2万·13薪", "8千-1.2万·13薪"),
        (9000, "9000"),
        ({"currency": "CNY", "value": {"value": 9000.0, "unitText": "MONTH"}}, "9000元/月"),
        (
            {"currency": "USD", "value": {"minValue": "50,000", "maxValue": "70,000", "unitText": "YEAR"}},
            "50000-70000 USD/年",
        ),
        ({"value": {"minValue": 200, "maxValue": 200, "unitText": "DAY"}}, "200元/天"),
        ({"currency": "CNY", "value": "面议"}, "面议"),
        ({"value": {}}, None),
        (None, None),
    ],
)
def test_salaries(value: object, text: str | None) -> None:
    assert salary_text(value) == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-09-01", date(2024, 9, 1)),
        ("2024/9/1 08:00", date(2024, 9, 1)),
        ("2024年9月1日", date(2024, 9, 1)),
        ("20240901", date(2024, 9, 1)),
        ("2024-09-01T00:00:00Z", date(2024, 9, 1)),
        ("2024-09-311", None),
        ("1725148800", None),
        ("soon", None),
        (None, None),
    ],
)
def test_dates(text: str | None, day: date | None) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("location", "city", "region", "country"),
    [
        ("广州", "广州", None, None),
        ({"address": "广州天河"}, "广州天河", None, None),
        ({"address": {"addressRegion": "广东", "addressCountry": "China"}}, None, "广东", "CN"),
        ({"address": {"streetAddress": "中山路1号"}}, "中山路1号", None, None),
        ({"address": [{"addressLocality": "成都", "addressCountry": "Atlantis"}]}, "成都", None, None),
        ([], None, None, None),
        (None, None, None, None),
    ],
)
def test_places(location: object, city: str | None, region: str | None, country: str | None) -> None:
    record = {"title": "a", "description": "b", "jobLocation": location}
    posting = parse_jsonld_posting(record, URL, SOURCE)
    assert (posting.location_raw, posting.province_raw, posting.country) == (city, region, country)


def test_addresses_that_differ_in_marks_of_advertising_are_one() -> None:
    assert canonical_url("https://example.org/j?b=2&a=1&utm_medium=x#f") == canonical_url(
        "https://example.org/j?a=1&b=2"
    )
    assert canonical_url("https://example.org/j?id=1") != canonical_url("https://example.org/j?id=2")
