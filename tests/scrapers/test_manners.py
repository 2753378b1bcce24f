"""Politeness is tested, not promised."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from scrapers import settings
from scrapers.boards import board_of, find_spider, own_source, spider_names
from scrapers.engine import Engine
from scrapers.errors import MayNotCrawl, UnknownSpider
from scrapers.manners import delay_of, for_us, is_public, retry_after
from scrapers.settings import MANNERS, crawl_settings, is_loopback, user_agent
from scrapers.source import Source, obstacles

SCRAPERS = Path(settings.__file__).parent
OUTSIDE = "https://jobs.example.org"
RUDE_WORDS = re.compile(
    "dont_obey_robotstxt|download_delay|max_concurrent_requests|handle_httpstatus|allow_offsite|dont_filter|"
    "user_agent|proxy|random_agent|cookiejar"
)


def _source(**facts: object) -> Source:
    least = {
        "name": "example",
        "title_zh": "示例网",
        "title_en": "Example",
        "operator": "Example",
        "kind": "jsonld",
        "hosts": ("jobs.example.org",),
        "terms_checked_on": date(2026, 5, 1),
        "robots_verdict": "allow",
        "state": "enabled",
    }
    return Source.model_validate(least | facts)


@pytest.mark.parametrize("name", spider_names())
def test_a_spider_is_an_engine_and_nothing_more(name: str) -> None:
    spider = find_spider(name)
    assert spider.name == spider.source.name == name
    assert issubclass(spider, Engine)
    assert not hasattr(spider, "custom_settings"), "the walk, its settings and its stop rules are the same for all"
    assert spider.source.min_interval_s >= settings.DOWNLOAD_DELAY


@pytest.mark.parametrize(
    "path",
    sorted([*SCRAPERS.glob("spiders/*.py"), *SCRAPERS.glob("engines/*.py")]),
    ids=lambda path: path.stem,
)
def test_no_source_file_uses_a_word_of_rudeness(path: Path) -> None:
    assert not RUDE_WORDS.search(path.read_text(encoding="utf-8"))


def test_the_settings_say_who_we_are_and_hold_back() -> None:
    chosen = crawl_settings(OUTSIDE, contact="jobs@xgap.example")
    assert chosen["USER_AGENT"] == "xgap/0.1 (+https://github.com/xgap-project/xgap; jobs@xgap.example)"
    assert chosen["ROBOTSTXT_OBEY"] is True
    assert chosen["ROBOTSTXT_USER_AGENT"] == "xgap"
    assert chosen["DOWNLOAD_DELAY"] == 1.0
    assert chosen["DOWNLOAD_DELAY_JITTER"] == 0.0
    assert (chosen["CONCURRENT_REQUESTS"], chosen["CONCURRENT_REQUESTS_PER_DOMAIN"]) == (1, 1)
    assert chosen["AUTOTHROTTLE_ENABLED"] is True
    assert chosen["DOWNLOAD_MAXSIZE"] == 20 * 1024 * 1024
    assert chosen["COOKIES_ENABLED"] is chosen["TELNETCONSOLE_ENABLED"] is chosen["REMOTE_CONTROL_ENABLED"] is False
    assert chosen["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert chosen["RETRY_ENABLED"] is False
    steps = chosen["DOWNLOADER_MIDDLEWARES"]
    assert {name for name, place in steps.items() if place} == {
        "scrapers.manners.Gate", "scrapers.manners.Robots", "scrapers.manners.Patience",
    }  # fmt: skip
    assert chosen["TWISTED_DNS_RESOLVER"] == "scrapers.manners.PublicResolver"
    assert set(chosen) & MANNERS == MANNERS & set(chosen)


def test_a_source_may_ask_for_a_longer_pause_never_for_a_shorter() -> None:
    assert crawl_settings(OUTSIDE, min_interval_s=7.5)["DOWNLOAD_DELAY"] == 7.5
    assert crawl_settings(OUTSIDE, min_interval_s=0.1)["DOWNLOAD_DELAY"] == 1.0
    with pytest.raises(ValidationError):
        _source(min_interval_s=0.5)


def test_only_this_machine_is_visited_without_a_pause() -> None:
    chosen = crawl_settings("http://127.0.0.1:8000", loopback=True)
    assert (chosen["DOWNLOAD_DELAY"], chosen["ROBOTSTXT_OBEY"]) == (0.0, True)
    for address in (
        OUTSIDE,
        "http://127.0.0.1.example.org",
        "http://10.0.0.1",
        "http://192.168.0.1",
        "nonsense",
    ):
        with pytest.raises(MayNotCrawl, match="on this machine"):
            crawl_settings(address, loopback=True)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("LOCALHOST", True),
        ("example.org", False),
        ("", False),
    ],
)
def test_loopback(host: str, own: bool) -> None:
    assert is_loopback(host) is own


@pytest.mark.parametrize("contact", ["", "  ", "a) Mozilla/5.0 (x"])
def test_the_agent_needs_an_honest_contact(contact: str) -> None:
    with pytest.raises(ValueError, match="contact"):
        user_agent(contact)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ""),
        ({"robots_verdict": "absent"}, ""),
        ({"state": "paused"}, "state is paused"),
        ({"state": "fixture_only"}, "state is fixture_only"),
        ({"robots_verdict": "disallow"}, "verdict is disallow"),
        ({"robots_verdict": "unknown"}, "verdict is unknown"),
        ({"terms_checked_on": None}, "last read on no day"),
        ({"terms_checked_on": date(2025, 10, 1)}, "last read on 2025-10-01"),
    ],
)
def test_a_source_is_crawled_only_while_its_facts_allow(facts: dict[str, object], said: str) -> None:
    found = "; ".join(obstacles(_source(**facts), date(2026, 5, 10)))
    assert said in found
    assert bool(found) is bool(said)


def test_a_demonstration_stays_on_this_machine() -> None:
    with pytest.raises(ValidationError, match="loopback hosts only"):
        _source(demonstration=True)
    own = _source(demonstration=True, hosts=("127.0.0.1",), robots_verdict="unknown", terms_checked_on=None)
    assert obstacles(own, date(2026, 5, 10)) == ()


@pytest.mark.parametrize(
    "facts",
    [
        {"hosts": ()},
        {"hosts": ("https://x.org",)},
        {"hosts": ("X.org",)},
        {"expect_items": (5, 1)},
        {"nme": 1},
    ],
)
def test_facts_that_make_no_sense_are_refused(facts: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        _source(**facts)


def test_a_spider_visits_its_own_hosts_only() -> None:
    with pytest.raises(MayNotCrawl, match="is no address of demo_board"):
        board_of("demo_board", "https://jobs.example.org", None)
    assert board_of("personio", "https://acme.jobs.personio.de/", None)[1].name == "personio"
    with pytest.raises(MayNotCrawl, match="is no address of personio"):
        board_of("personio", "https://jobs.personio.de.example.org/", None)


def test_a_reading_holds_for_180_days_and_then_somebody_must_say_so() -> None:
    old = _source(terms_checked_on=date(2025, 10, 1))
    assert "180 days" in obstacles(old, date(2026, 5, 10))[0]
    assert obstacles(old, date(2026, 5, 10), reviewed=True) == ()
    assert obstacles(_source(robots_verdict="disallow"), date(2026, 5, 10), reviewed=True)
    assert obstacles(_source(state="fixture_only"), date(2026, 5, 10), reviewed=True)


def test_a_board_of_ones_own_runs_only_after_a_review() -> None:
    source = own_source(find_spider("greenhouse"), "示例公司", "careers.example.org")
    assert (source.hosts, source.title_zh, source.own_board) == (("careers.example.org",), "示例公司", True)
    assert obstacles(source, date(2026, 5, 10))
    assert obstacles(source, date(2026, 5, 10), reviewed=True) == ()
    assert own_source(find_spider("greenhouse"), "acme", "127.0.0.1").state == "enabled"
    known = own_source(find_spider("greenhouse"), "acme", "boards-api.greenhouse.io")
    assert (known.operator, known.drop_fields) == ("Greenhouse Software, Inc.", ("metadata",))


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("2606:4700::1111", True), ("10.0.0.1", False), ("127.0.0.1", False), ("169.254.1.1", False),
     ("172.16.0.1", False), ("192.168.0.1", False), ("100.64.0.1", False), ("::1", False),
     ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:10.0.0.1", False), ("2002:0a00:0001::", False),
     ("224.0.0.1", False), ("255.255.255.255", False), ("nonsense", False)],
)  # fmt: skip
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(b"3", 3.0), (b" 120 ", 120.0), (b"Sun, 10 May 2026 00:01:00 GMT", 60.0), (b"Sat, 09 May 2026 00:00:00 GMT", 0.0),
     (b"soon", None), (b"", None), (None, None), (b"-1", None)],
)  # fmt: skip
def test_retry_after(header: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, datetime(2026, 5, 10, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("robots", "delay"),
    [("User-agent: xgap\nCrawl-delay: 90\nUser-agent: *\nCrawl-delay: 2", 90.0), ("User-agent: *\nCrawl-delay: 2", 2.0),
     ("User-agent: *\nRequest-rate: 1/10", 10.0), ("User-agent: other\nCrawl-delay: 9", None), ("", None)],
)  # fmt: skip
def test_delays_that_robots_ask_for(robots: str, delay: float | None) -> None:
    assert delay_of(for_us(robots.encode()).decode()) == delay


def test_an_unknown_spider_is_named_with_those_that_exist() -> None:
    with pytest.raises(UnknownSpider, match="demo_board"):
        find_spider("nonsense")
