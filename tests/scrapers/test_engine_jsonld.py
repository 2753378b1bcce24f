"""What the engine makes of an answer, one answer at a time."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from scrapers.decode import decode
from scrapers.engine import Answer, Board, BrokenAnswer, Fact, Page, Rejected
from scrapers.items import JobPosting
from scrapers.spiders.demo_board import DemoBoard

BASE = "http://127.0.0.1:8000"
PAGE = f"{BASE}/jobs/1"


@pytest.fixture
def engine() -> DemoBoard:
    return DemoBoard(Board(DemoBoard.source, f"{BASE}/", date(2026, 5, 3)))


def _read(engine: DemoBoard, body: str | bytes, kind: str = "page", url: str = PAGE, depth: int = 0) -> list[Any]:
    data = body.encode() if isinstance(body, str) else body
    return list(engine.read(Answer(Page(url, kind, depth=depth), url, data, decode(data))))


@pytest.mark.parametrize(
    ("robots", "first"),
    [
        ("User-agent: *\nDisallow:", [(f"{BASE}/sitemap.xml", 0)]),
        (f"Sitemap: {BASE}/a.xml\nSitemap: /b.xml", [(f"{BASE}/a.xml", 1), (f"{BASE}/b.xml", 1)]),
    ],
)
def test_the_walk_goes_on_to_the_sitemaps_that_are_named(engine: DemoBoard, robots: str, first: list[Any]) -> None:
    assert [(page.url, page.depth) for page in _read(engine, robots, "robots")] == first


def test_without_robots_and_without_a_sitemap_the_start_page_is_read(engine: DemoBoard) -> None:
    (sitemap,) = engine.failed(Page(f"{BASE}/robots.txt", "robots"), 404) or ()
    assert isinstance(sitemap, Page)
    assert sitemap.url == f"{BASE}/sitemap.xml"
    (start,) = engine.failed(sitemap, 404) or ()
    assert isinstance(start, Page)
    assert (start.url, start.kind) == (f"{BASE}/", "list")
    assert engine.failed(Page(PAGE), 404) is None


def test_only_pages_of_postings_are_fetched(engine: DemoBoard) -> None:
    urls = "".join(f"<url><loc>{BASE}{p}</loc><lastmod>2026-05-01</lastmod></url>" for p in ("/jobs/1", "/about"))
    page, other = _read(engine, f"<urlset>{urls}</urlset>", "sitemap")
    assert (page.url, page.kind, page.lastmod) == (PAGE, "page", "2026-05-01")
    assert other == Fact("other_pages")


def test_an_index_that_names_itself_comes_to_an_end(engine: DemoBoard) -> None:
    index = f"<sitemapindex><sitemap><loc>{BASE}/index.xml</loc></sitemap></sitemapindex>"
    (deeper,) = _read(engine, index, "sitemap")
    assert deeper.depth == 1
    assert _read(engine, index, "sitemap", depth=4) == [Fact("sitemaps_too_deep")]


def test_a_named_sitemap_that_is_none_breaks_the_crawl(engine: DemoBoard) -> None:
    with pytest.raises(BrokenAnswer, match="is no sitemap"):
        _read(engine, "<html/>", "sitemap", depth=1)


def _json_ld(*records: dict[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps(records)}</script>'


GOOD: dict[str, object] = {"@type": "JobPosting", "title": "钳工", "description": "装配"}


def test_a_page_may_hold_good_and_bad_postings(engine: DemoBoard) -> None:
    good, bad = _read(engine, _json_ld(GOOD, GOOD | {"title": ""}))
    assert isinstance(good, JobPosting)
    assert (good.title, good.demonstration, good.date_seen) == ("钳工", True, date(2026, 5, 3))
    assert (bad.where, bad.reason) == (PAGE, "no title")


def test_several_postings_of_one_page_are_told_apart(engine: DemoBoard) -> None:
    found = _read(engine, _json_ld(GOOD, GOOD | {"title": "焊工"}, GOOD | {"title": "铣工", "url": "/jobs/9"}))
    assert len({posting.posting_id for posting in found}) == 3
    assert found[2].url == f"{BASE}/jobs/9"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>filled</p>", "no JobPosting in the page"),
        ('<script type="application/ld+json">{"@type": "JobPosting", </script>', "broken JSON-LD"),
        (b"\x00\x01", "no JobPosting in the page"),
        (b"", "no JobPosting in the page"),
    ],
    ids=["filled", "broken", "binary", "empty"],
)
def test_a_page_without_a_posting_says_why(engine: DemoBoard, body: str | bytes, reason: str) -> None:
    (rejected,) = _read(engine, body)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == reason


@pytest.mark.parametrize(
    "damaged",
    [
        '{"@type": "JobPosting", "title": "钳工", "description": "会用"液压"工具",}',
        '{"@type": "JobPosting", "title": "钳工", "description": "会用\\"液压\\"工具"};',
        '{"@type": "JobPosting", "title": "钳工"\n "description": "会用"液压"工具"}',
        '/* jobs */ {"@type": "JobPosting", "title": "钳工", "description": "会用&quot;液压&quot;工具"}',
        '<!-- {"@type": "JobPosting", "title": "钳工", "description": "会用\\"液压\\"工具"} -->',
    ],
)
def test_light_damage_is_mended_without_a_change_of_words(engine: DemoBoard, damaged: str) -> None:
    (posting,) = _read(engine, f'<script type="application/ld+json">{damaged}</script>')
    assert isinstance(posting, JobPosting)
    assert posting.description == '会用"液压"工具'
