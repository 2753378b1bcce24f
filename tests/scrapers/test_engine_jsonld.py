"""The engine's answers to what a board says, one response at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import TimeoutError as TookTooLong
from twisted.python.failure import Failure

from scrapers.guards import Rejected
from scrapers.items import JobPosting
from scrapers.outbox import Outbox
from scrapers.sitemaps import Entry
from scrapers.spiders.demo_board import DemoBoardSpider

BASE = "http://127.0.0.1:8000"
PAGE = f"{BASE}/jobs/1"


@pytest.fixture
def spider(tmp_path: Path) -> Iterator[DemoBoardSpider]:
    with Outbox(tmp_path, "demo_board", "r1", "crawl") as outbox:
        known = frozenset({Entry(f"{BASE}/jobs/known", "2026-05-01"), Entry(f"{BASE}/jobs/undated", "")})
        yield DemoBoardSpider(f"{BASE}/ignored?path", outbox, seen_on=date(2026, 5, 3), known=known)


def _page(body: str, url: str = PAGE) -> HtmlResponse:
    return HtmlResponse(url, body=body.encode(), encoding="utf-8")


def _failure(error: Exception | int, url: str = PAGE) -> Failure:
    """What reaches an errback: a status, or an exception on the way."""
    raised = HttpError(Response(url, status=error)) if isinstance(error, int) else error
    failure = Failure(raised)
    failure.request = Request(url)
    return failure


def _reason(spider: DemoBoardSpider) -> str | None:
    return spider.broken[0] if spider.broken else None


def _addresses(requests: Iterator[Request]) -> list[str]:
    return [request.url for request in requests]


@pytest.mark.parametrize(
    ("robots", "first"),
    [
        ("User-agent: *\nDisallow:", [f"{BASE}/sitemap.xml"]),
        (f"Sitemap: {BASE}/a.xml\nSitemap: /b.xml", [f"{BASE}/a.xml", f"{BASE}/b.xml"]),
        ("Sitemap: https://example.org/a.xml", []),
        (f"Sitemap: {BASE.replace('8000', '9000')}/a.xml", []),
    ],
)
def test_the_walk_goes_on_to_the_boards_own_sitemaps(spider: DemoBoardSpider, robots: str, first: list[str]) -> None:
    assert _addresses(spider.parse_robots(_page(robots))) == first


def test_a_crawl_delay_slows_us_down(spider: DemoBoardSpider) -> None:
    throttle, slot = SimpleNamespace(mindelay=1.0, maxdelay=60.0), SimpleNamespace(delay=1.0, concurrency=8)
    engine = SimpleNamespace(downloader=SimpleNamespace(slots={"127.0.0.1": slot}))
    spider.crawler = SimpleNamespace(get_extension=lambda _: throttle, engine=engine)
    list(spider.parse_robots(_page("User-agent: xgap\nCrawl-delay: 90\nUser-agent: *\nCrawl-delay: 2")))
    assert (throttle.mindelay, throttle.maxdelay, slot.delay, slot.concurrency) == (90.0, 90.0, 90.0, 1)
    list(spider.parse_robots(_page("User-agent: *\nCrawl-delay: 0.1")))
    assert (throttle.mindelay, slot.delay) == (90.0, 90.0)


def test_no_robots_file_allows_all(spider: DemoBoardSpider) -> None:
    assert _addresses(spider.robots_failed(_failure(404))) == [f"{BASE}/sitemap.xml"]


@pytest.mark.parametrize("error", [401, 403, 429, 500, 503, TookTooLong(), IgnoreRequest("Forbidden by robots.txt")])
def test_a_robots_file_that_cannot_be_had_forbids_all(spider: DemoBoardSpider, error: Exception | int) -> None:
    with pytest.raises(CloseSpider):
        list(spider.robots_failed(_failure(error)))
    assert _reason(spider) == "robots"


SITEMAP = "<urlset>{}</urlset>"


def _urls(*paths: str) -> str:
    return SITEMAP.format("".join(f"<url><loc>{path}</loc><lastmod>2026-05-01</lastmod></url>" for path in paths))


def test_only_new_pages_of_postings_on_this_board_are_fetched(spider: DemoBoardSpider) -> None:
    paths = ["/jobs/1", "/about", "/jobs/known", "/jobs/undated"]
    body = _urls(*(BASE + path for path in paths), "https://example.org/jobs/2", "http://127.0.0.1:9/jobs/3")
    found = spider.parse_sitemap(_page(body), depth=0)
    assert _addresses(found) == [f"{BASE}/jobs/1", f"{BASE}/jobs/undated"]
    assert spider.facts == {"pages": 2, "other_pages": 1, "known": 1, "offsite": 2}


def test_a_source_says_how_many_pages_at_most(spider: DemoBoardSpider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DemoBoardSpider, "source", DemoBoardSpider.source.model_copy(update={"max_pages": 2}))
    found = spider.parse_sitemap(_page(_urls(*(f"{BASE}/jobs/{n}" for n in range(5)))), depth=0)
    assert len(_addresses(found)) == 2
    assert spider.facts["beyond_max_pages"] == 3


def test_an_index_that_names_itself_comes_to_an_end(spider: DemoBoardSpider) -> None:
    index = _page(f"<sitemapindex><sitemap><loc>{BASE}/index.xml</loc></sitemap></sitemapindex>")
    (request,) = spider.parse_sitemap(index, depth=0)
    assert request.cb_kwargs == {"depth": 1}
    assert list(spider.parse_sitemap(index, depth=3)) == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (404, "no_sitemap"),
        (403, "http_403"),
        (TookTooLong(), "no_sitemap"),
        (IgnoreRequest("robots"), "robots"),
    ],
)
def test_without_a_sitemap_the_crawl_breaks(spider: DemoBoardSpider, error: Exception | int, reason: str) -> None:
    with pytest.raises(CloseSpider):
        spider.sitemap_failed(_failure(error))
    assert _reason(spider) == reason


def _json_ld(*records: dict[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps(records)}</script>'


GOOD: dict[str, object] = {"@type": "JobPosting", "title": "钳工", "description": "装配"}
ENTRY = Entry(PAGE, "2026-05-01")


def test_a_page_may_hold_good_and_bad_postings(spider: DemoBoardSpider) -> None:
    page = _page(_json_ld(GOOD, GOOD | {"title": ""}))
    good, bad = spider.parse_page(page, entry=ENTRY)
    assert isinstance(good, JobPosting)
    assert (good.title, good.demonstration, good.date_seen) == ("钳工", True, date(2026, 5, 3))
    assert isinstance(bad, Rejected)
    assert (bad.where, bad.reason) == (PAGE, "no title")
    assert spider.read == {ENTRY}


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (_page("<p>filled</p>"), "no JobPosting in the page"),
        (_page('<script type="application/ld+json">{"@type": "JobPosting", </script>'), "broken JSON-LD"),
        (_page(_json_ld(GOOD), "http://127.0.0.1:9/login"), "redirected to another place"),
        (Response(PAGE, body=b"\x00\x01"), "no JobPosting in the page"),
        (_page("验证码登录的开发岗位，请稍候 " * 5000), "no JobPosting in the page"),
    ],
    ids=["empty", "broken", "redirected", "binary", "long"],
)
def test_a_page_without_a_posting_says_why(spider: DemoBoardSpider, page: Response, reason: str) -> None:
    (rejected,) = spider.parse_page(page, entry=ENTRY)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == reason
    assert spider.read == set()


@pytest.mark.parametrize("body", ["<title>Just a moment...</title>", "请稍候…", '<div id="geetest"></div>'])
def test_a_challenge_ends_the_crawl(spider: DemoBoardSpider, body: str) -> None:
    with pytest.raises(CloseSpider):
        list(spider.parse_page(_page(body), entry=ENTRY))
    assert _reason(spider) == "challenge"


def test_a_posting_that_speaks_of_challenges_is_a_posting(spider: DemoBoardSpider) -> None:
    page = _page(_json_ld(GOOD | {"description": "接入geetest验证"}))
    assert isinstance(next(spider.parse_page(page, entry=ENTRY)), JobPosting)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_refusal_ends_the_crawl(spider: DemoBoardSpider, status: int) -> None:
    with pytest.raises(CloseSpider):
        list(spider.page_failed(_failure(status)))
    assert _reason(spider) == f"http_{status}"


def test_pages_that_are_gone_or_forbidden_are_counted_and_no_fault(spider: DemoBoardSpider) -> None:
    for error in (404, 410, IgnoreRequest("Forbidden by robots.txt")):
        assert list(spider.page_failed(_failure(error))) == []
    assert spider.facts == {"gone": 2, "forbidden_by_robots_or_offsite": 1}


def test_single_errors_are_set_aside_and_many_end_the_crawl(spider: DemoBoardSpider) -> None:
    spider.facts["pages"] = 200
    for number in range(10):
        error: Any = 500 if number % 2 else TookTooLong()
        (rejected,) = spider.page_failed(_failure(error))
        assert rejected.reason in ("not had: HTTP 500", "not had: TimeoutError")
    assert _reason(spider) is None
    with pytest.raises(CloseSpider):
        list(spider.page_failed(_failure(500)))
    assert _reason(spider) == "server_errors"


def test_a_defect_of_ours_breaks_the_crawl(spider: DemoBoardSpider) -> None:
    spider.note_code_error()
    assert _reason(spider) == "code_error"
