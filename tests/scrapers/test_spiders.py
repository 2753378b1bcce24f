"""Every spider reads its own hand-written example: `examples/<spider>/board.yaml` says what must come of it."""

from __future__ import annotations

from collections import deque
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from scrapers.boards import engine_names, find_engine, find_spider, interface_of, own_source, spider_names
from scrapers.decode import decode
from scrapers.engine import Answer, Board, BrokenAnswer, Engine, Gone, Page, Rejected
from scrapers.engines.jsonld import JsonLd
from scrapers.guards import admit
from scrapers.items import JobPosting

EXAMPLES = Path(__file__).parent / "examples"
TODAY = date(2026, 7, 1)
LEFT_TO_DEFAULTS = {"sitemap.xml", "robots.txt"}


def walk(engine: Engine, answers: dict[str, bytes]) -> tuple[list[Any], list[str]]:
    """All that an engine finds when the given addresses answer; and what it asked for in vain."""
    waiting, found, missing, seen = deque(engine.first()), [], [], set()
    while waiting:
        page = waiting.popleft()
        if (page.url, page.body) in seen:
            continue
        seen.add((page.url, page.body))
        if page.url not in answers:
            missing.append(page.url)
            waiting.extend(item for item in engine.failed(page, 404) or () if isinstance(item, Page))
            continue
        body = answers[page.url]
        for item in engine.read(Answer(page, page.url, body, decode(body))):
            (waiting if isinstance(item, Page) else found).append(item)
    return found, missing


def _board(name: str) -> tuple[Engine, dict[str, bytes], dict[str, Any]]:
    folder = EXAMPLES / name
    told = yaml.safe_load((folder / "board.yaml").read_text("utf-8"))
    spider = find_spider(name)
    answers = {url: (folder / file).read_bytes() for url, file in told["answers"].items()}
    return spider(Board(spider.source, told["url"], TODAY)), answers, told


@pytest.mark.parametrize("name", spider_names())
def test_a_spider_gives_the_postings_of_its_example(name: str) -> None:
    engine, answers, told = _board(name)
    found, missing = walk(engine, answers)
    assert not missing, "the walk asks for addresses that the example does not know"
    postings = [admit(item, engine.source) for item in found if isinstance(item, JobPosting)]
    assert len(postings) == len(told["postings"])
    for posting, wanted in zip(postings, told["postings"], strict=True):
        got = posting.model_dump(mode="json")
        assert {key: got[key] for key in wanted} == wanted
    assert [item.reason for item in found if isinstance(item, Rejected)] == told.get("rejected", [])
    assert [item.key for item in found if isinstance(item, Gone)] == told.get("gone", [])
    kept = "".join(posting.model_dump_json() for posting in postings)
    for piece in (*told.get("absent", ()), " Person"):
        assert piece not in kept


@pytest.mark.parametrize("name", spider_names())
@pytest.mark.parametrize("body", [b"", b"<html>sorry</html>", b"[]", b"{}", b"null", b'{"jobs": 3}', b"\xff\xfe\x00"])
def test_an_answer_of_another_kind_breaks_or_gives_nothing(name: str, body: bytes) -> None:
    engine = find_spider(name)(Board(find_spider(name).source, "http://127.0.0.1:8000/", TODAY))
    for page in engine.first():
        try:
            found = list(engine.read(Answer(page, page.url, body, decode(body))))
        except BrokenAnswer:
            continue
        assert not any(isinstance(item, JobPosting | Gone) for item in found)


@pytest.mark.parametrize("name", spider_names())
def test_facts_of_a_source_are_complete(name: str) -> None:
    source = find_spider(name).source
    assert source.name == name == find_spider(name).name
    if source.demonstration:
        return
    assert source.terms_url
    assert source.takedown_contact
    assert source.legal_note
    assert source.attribution
    assert source.keep_fields
    facts = source.facts()
    assert facts["rate"].startswith("1 request")
    assert "phone" in facts["drop_fields"]


def test_what_has_not_been_reviewed_is_for_files_only() -> None:
    states = {name: find_spider(name).source.state for name in spider_names()}
    assert {name for name, state in states.items() if state == "fixture_only"} == {"ashby", "iguopin", "mohrss", "ncss"}


@pytest.mark.parametrize(
    ("engine", "url", "first"),
    [
        ("greenhouse", "http://127.0.0.1:1/", "http://127.0.0.1:1/v1/boards/acme/jobs?content=true"),
        ("greenhouse", "http://127.0.0.1:1/linden", "http://127.0.0.1:1/v1/boards/linden/jobs?content=true"),
        ("greenhouse", "http://127.0.0.1:1/v1/boards/x/jobs", "http://127.0.0.1:1/v1/boards/x/jobs?content=true"),
        ("greenhouse", "http://127.0.0.1:1/v1/boards/x", "http://127.0.0.1:1/v1/boards/x/jobs?content=true"),
        ("usajobs", "http://127.0.0.1:1/api", "http://127.0.0.1:1/api/search?ResultsPerPage=500&Page=1"),
        ("teamtailor", "http://127.0.0.1:1/jobs", "http://127.0.0.1:1/jobs.json"),
        ("personio", "http://127.0.0.1:1/job/3", "http://127.0.0.1:1/xml?language=en"),
        ("jobtech", "http://127.0.0.1:1/", "http://127.0.0.1:1/snapshot"),
        ("greenhouse", "http://127.0.0.1:1/b.json", "http://127.0.0.1:1/b.json?content=true"),
        ("lever", "http://127.0.0.1:1", "http://127.0.0.1:1/v0/postings/acme?mode=json&skip=0&limit=100"),
        ("smartrecruiters", "http://127.0.0.1:1/X", "http://127.0.0.1:1/v1/companies/X/postings?limit=100&offset=0"),
        ("personio", "http://127.0.0.1:1", "http://127.0.0.1:1/xml?language=en"),
        ("workable", "http://127.0.0.1:1", "http://127.0.0.1:1/api/v1/widget/accounts/acme?details=true"),
        ("recruitee", "http://127.0.0.1:1", "http://127.0.0.1:1/api/offers/"),
        ("teamtailor", "http://127.0.0.1:1/", "http://127.0.0.1:1/jobs.json"),
        ("arbeitnow", "http://127.0.0.1:1/", "http://127.0.0.1:1/api/job-board-api"),
        ("jobtech", "http://127.0.0.1:1/search?q=x", "http://127.0.0.1:1/search?q=x&limit=100&offset=0"),
        ("jobtech", "http://127.0.0.1:1/snapshot", "http://127.0.0.1:1/snapshot"),
        ("jsonld", "http://127.0.0.1:1/", "http://127.0.0.1:1/robots.txt"),
        ("jsonld", "http://127.0.0.1:1/sitemap_jobs.xml", "http://127.0.0.1:1/sitemap_jobs.xml"),
        ("jsonld", "http://127.0.0.1:1/careers", "http://127.0.0.1:1/careers"),
    ],
)
def test_a_board_of_ones_own_needs_only_its_address(engine: str, url: str, first: str) -> None:
    kind = find_engine(engine, url)
    source = own_source(kind, "acme", "127.0.0.1")
    assert next(iter(kind(Board(source, url, TODAY)).first())).url == first


def test_the_stream_is_read_day_by_day_from_the_last_crawl() -> None:
    kind = find_engine("jobtech", "http://127.0.0.1:1/stream")
    source = own_source(kind, "acme", "127.0.0.1")
    pages = list(kind(Board(source, "http://127.0.0.1:1/stream", TODAY, since=date(2026, 6, 30))).first())
    assert [unquote(page.url) for page in pages] == [
        "http://127.0.0.1:1/stream?date=2026-06-30T00:00:00&updated-before-date=2026-07-01T00:00:00",
        "http://127.0.0.1:1/stream?date=2026-07-01T00:00:00&updated-before-date=2026-07-02T00:00:00",
    ]


def test_a_history_too_large_to_page_through_is_cut_in_two() -> None:
    kind = find_spider("jobtech_historical")
    url = "http://127.0.0.1:1/search?published-after=2026-01-01&published-before=2026-01-11"
    engine = kind(Board(own_source(kind, "acme", "127.0.0.1"), url, TODAY))
    page = next(iter(engine.first()))
    found = list(engine.read(Answer(page, page.url, b'{"total": {"value": 5000}, "hits": [{"id": "1"}]}')))
    assert [("2026-01-06T00" in unquote(item.url), item.kind) for item in found] == [
        (True, "listing"),
        (True, "listing"),
    ]


def test_addresses_that_people_see_lead_to_the_interface() -> None:
    assert interface_of("https://boards.greenhouse.io/acme") == "https://boards-api.greenhouse.io/v1/boards/acme/jobs"
    assert interface_of("https://jobs.lever.co/acme/1234") == "https://api.lever.co/v0/postings/acme"
    assert interface_of("https://example.org/jobs") == "https://example.org/jobs"
    assert {"jsonld", "greenhouse", "jobtech", "usajobs"} <= set(engine_names())


def test_a_listing_page_without_a_sitemap_is_followed() -> None:
    source = own_source(JsonLd, "acme", "127.0.0.1")
    base = "http://127.0.0.1:1"
    ld = '<script type="application/ld+json">{"@type":"JobPosting","title":"T%s","description":"d"}</script>'
    answers = {
        f"{base}/careers/": "<a href='/careers/1'>a</a><a href='/about'>us</a><a href='?page=2'>下一页</a>".encode(),
        f"{base}/careers/?page=2": b"<a href='/careers/2'>b</a><a href='/careers/'>home</a>",
        f"{base}/careers/1": (ld % 1).encode(),
        f"{base}/careers/2": (ld % 2).encode(),
    }
    found, missing = walk(JsonLd(Board(source, f"{base}/careers/", TODAY)), answers)
    assert [item.title for item in found if isinstance(item, JobPosting)] == ["T1", "T2"]
    assert not missing
