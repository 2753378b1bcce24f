"""Boards at their worst: nothing hangs, nothing is lost, whoever says no is left alone."""

from __future__ import annotations

import gzip
import json
import time
from itertools import pairwise
from typing import Any

import pytest

from scrapers.boards import engine_names
from scrapers.settings import DOWNLOAD_MAXSIZE


def _reason(told: Any) -> str:
    assert told.code == 1, told.log
    return str(told.line["broken"])


def _flaky(times: int, status: int, body: bytes, **headers: str) -> Any:
    """A page that answers with an error so many times, then with its content."""
    seen = []

    def answer(handler: Any) -> None:
        seen.append(1)
        if len(seen) <= times:
            handler.reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, b"later")
        else:
            handler.reply(200, {"Content-Type": "text/html; charset=utf-8"}, body)

    return answer


def test_a_pause_that_is_asked_for_is_made_by_the_whole_host(board: Any, crawl: Any) -> None:
    ld = board.ld
    board.jobs(3)
    board.call("/jobs/1", _flaky(2, 429, ld("钳工1", "/jobs/1").encode(), Retry_After="1"))
    told = crawl()
    assert told.code == 0, told.log
    assert told.titles == {"钳工0", "钳工1", "钳工2"}
    first, second, third = board.times("/jobs/1")
    assert second - first >= 0.95
    assert third - second >= 0.95
    assert told.line["facts"]["errors"] == {"http_429": 2}


def test_a_very_long_pause_ends_the_crawl_and_the_rest_comes_later(board: Any, crawl: Any) -> None:
    paths = board.jobs(30)
    board.page(paths[-1], b"", 429, Retry_After="86400")
    assert _reason(crawl(run_id="r")) == "asks_to_wait"
    assert not list(crawl.data.glob("landing/*/*/manifest.json"))
    board.job(paths[-1], "钳工29")
    before = len(board.asked)
    told = crawl(run_id="r")
    assert len(told.items) == 30
    assert len(board.asked) - before < 30, "pages that were read are not asked for again"


def test_bursts_of_503_lose_nothing(board: Any, crawl: Any) -> None:
    ld = board.ld
    paths = board.jobs(12)
    for i in range(0, 12, 3):
        board.call(paths[i], _flaky(3, 503, ld(f"钳工{i}", paths[i]).encode()))
    told = crawl()
    assert len(told.items) == 12, told.log
    assert told.line["facts"]["errors"] == {"http_503": 12}


def test_a_board_that_is_ill_is_left_alone(board: Any, crawl: Any) -> None:
    paths = board.jobs(60)
    for path in paths[::2]:
        board.page(path, b"", 500)
    assert _reason(crawl()) == "server_errors"
    assert not list(crawl.data.glob("landing/*/*"))


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_pauses_the_source_until_a_person_has_looked(board: Any, crawl: Any, status: int) -> None:
    paths = board.jobs(20)
    board.page(paths[7], b"no", status)
    assert _reason(crawl()) == f"http_{status}"
    assert board.count(paths[7]) == 1, "a refusal is not asked again"
    asked = len(board.asked)
    again = crawl()
    assert _reason(again) == "MayNotCrawl"
    assert "xgap sources --resume acme" in again.line["message"]
    assert len(board.asked) == asked


@pytest.mark.parametrize(
    "page",
    [
        "<html><title>Just a moment...</title></html>",
        "<html><script src='/cdn-cgi/challenge-platform/x.js'></script></html>",
        "<html>请稍候，正在进行安全验证</html>",
        "<html><div id='geetest_box'></div></html>",
        "<html>您的访问过于频繁</html>",
    ],
)
def test_a_challenge_is_not_taken(board: Any, crawl: Any, page: str) -> None:
    board.jobs(3)
    board.page("/jobs/1", page, Content_Type="text/html; charset=utf-8")
    assert _reason(crawl()) == "challenge"
    assert _reason(crawl()) == "MayNotCrawl"


def test_a_challenge_that_comes_with_an_error_status_is_one_too(board: Any, crawl: Any) -> None:
    board.jobs(2)
    board.page("/jobs/1", "<html>Just a moment...</html>", 503)
    assert _reason(crawl()) == "challenge"


def test_a_login_wall_is_a_no(board: Any, crawl: Any) -> None:
    board.jobs(2)
    board.page("/jobs/1", b"", 302, Location="/login?next=/jobs/1")
    board.page("/login?next=/jobs/1", "<form><input type='password' name='p'></form>")
    assert _reason(crawl()) == "login"


def test_an_interface_that_answers_with_a_page_for_people(board: Any, crawl: Any) -> None:
    board.page("/v1/boards/acme/jobs?content=true", "<html>verify you are human: captcha</html>")
    assert _reason(crawl(engine="greenhouse")) == "challenge"


@pytest.mark.parametrize(
    ("robots", "open_paths"),
    [
        ("User-agent: *\nDisallow: /jobs/1", {"/jobs/0", "/jobs/2"}),
        ("User-agent: xgap\nDisallow: /jobs/1\nUser-agent: *\nDisallow: /", {"/jobs/0", "/jobs/2"}),
        ("User-agent: XGAP/9.9\nDisallow: /jobs/\nAllow: /jobs/2", {"/jobs/2"}),
        ("User-agent: x\nDisallow: /\nUser-agent: *\nAllow: /", {"/jobs/0", "/jobs/1", "/jobs/2"}),
        ("User-agent: *\nDisallow: /*1$", {"/jobs/0", "/jobs/2"}),
        ("\ufeffUser-agent: *\r\nDisallow: /jobs/0 # not this\r\n", {"/jobs/1", "/jobs/2"}),
    ],
)
def test_robots_is_obeyed(board: Any, crawl: Any, robots: str, open_paths: set[str]) -> None:
    board.jobs(3)
    board.page("/robots.txt", robots)
    told = crawl()
    assert told.code == 0, told.log
    assert {asked.path for asked in board.asked if asked.path.startswith("/jobs/")} == open_paths


@pytest.mark.parametrize("status", [500, 503, 403, 429])
def test_a_robots_file_that_cannot_be_had_closes_the_board(board: Any, crawl: Any, status: int) -> None:
    board.jobs(3)
    board.page("/robots.txt", b"", status)
    assert _reason(crawl()) == "robots"
    assert {asked.path for asked in board.asked} == {"/robots.txt"}


def test_a_robots_file_that_turns_in_circles_closes_the_board(board: Any, crawl: Any) -> None:
    board.jobs(1)
    board.page("/robots.txt", b"", 302, Location="/r2")
    board.page("/r2", b"", 302, Location="/robots.txt")
    assert _reason(crawl()) == "robots"
    assert not board.count("/jobs/0")


def test_a_robots_file_that_moved_is_read_where_it_is(board: Any, crawl: Any) -> None:
    board.jobs(2)
    board.page("/robots.txt", b"", 301, Location="/r2")
    board.page("/r2", "User-agent: *\nDisallow: /jobs/0")
    assert crawl().titles == {"钳工1"}
    assert not board.count("/jobs/0")


def test_a_robots_file_counts_up_to_its_limit(board: Any, crawl: Any) -> None:
    board.jobs(2)
    filler = "# filler\n" * 70_000
    board.page("/robots.txt", f"User-agent: *\nDisallow: /jobs/0\n{filler}Disallow: /jobs/1\n")
    assert crawl().titles == {"钳工1"}


def test_robots_that_changed_is_obeyed_by_the_next_crawl(board: Any, crawl: Any) -> None:
    board.jobs(3)
    assert crawl().code == 0
    board.page("/robots.txt", "User-agent: *\nDisallow: /")
    asked = len(board.asked)
    assert _reason(crawl()).startswith("forbidden")
    assert {one.path for one in board.asked[asked:]} == {"/robots.txt"}


def test_a_crawl_delay_is_kept_even_here(board: Any, crawl: Any) -> None:
    board.jobs(3)
    board.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.7")
    told = crawl()
    assert len(told.items) == 3
    moments = sorted(asked.at for asked in board.asked)[1:]
    assert min(b - a for a, b in pairwise(moments)) >= 0.65
    assert told.line["facts"]["crawl_delay_s"] == "0.7"


def test_redirects_in_circles_end(board: Any, crawl: Any) -> None:
    board.jobs(2)
    board.page("/jobs/0", b"", 302, Location="/jobs/x")
    board.page("/jobs/x", b"", 302, Location="/jobs/0")
    told = crawl()
    assert told.titles == {"钳工1"}
    assert board.count("/jobs/0") <= 6


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://2130706433:1/",
     "http://127.0.0.1:1/", "http://localhost:1/", "http://0x7f000001:1/", "https://elsewhere.example/", "ftp://127.0.0.1/",
     "file:///etc/hostname"],
)  # fmt: skip
def test_redirects_lead_nowhere_but_to_the_board(board: Any, crawl: Any, target: str) -> None:
    board.jobs(2)
    board.page("/jobs/0", b"", 302, Location=target)
    told = crawl()
    assert told.titles == {"钳工1"}, told.log
    assert told.seconds < 20


def test_private_addresses_are_not_visited(crawl: Any) -> None:
    for address in ("http://10.1.2.3/", "http://192.168.1.1/", "http://127.0.0.1:9/", "http://[fd00::1]/"):
        crawl.board.base = address
        told = crawl(allow_loopback=False, reviewed=True)
        assert _reason(told) in ("robots", "leads_elsewhere"), told.line
        assert told.seconds < 20


def test_a_page_too_large_is_cut_off_and_the_rest_goes_on(board: Any, crawl: Any) -> None:
    board.jobs(3)

    def huge(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(50 * 2**20))
        handler.end_headers()
        for _ in range(50):
            handler.wfile.write(b"x" * 2**20)

    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b"100000\r\n" + b"x" * 2**20 + b"\r\n")

    board.call("/jobs/0", huge)
    board.call("/jobs/1", endless)
    told = crawl()
    assert told.titles == {"钳工2"}
    assert told.line["rejected_by_reason"] == {"too large": 2}
    assert told.line["facts"]["bytes"] < 2 * DOWNLOAD_MAXSIZE


def test_a_gzip_bomb_does_not_unfold(board: Any, crawl: Any) -> None:
    board.jobs(2)
    bomb = gzip.compress(b"\0" * (200 * 2**20))
    board.page("/jobs/0", bomb, Content_Encoding="gzip", Content_Type="text/html")
    told = crawl()
    assert told.titles == {"钳工1"}
    assert told.line["rejected_by_reason"] == {"too large": 1}


@pytest.mark.parametrize(
    ("header", "codec"),
    [("text/html; charset=utf8x", "utf-8"), ("text/html; charset=utf-8", "gb18030"), ("text/html", "gb18030"),
     ("text/html; charset=gb2312", "gb18030"), ("text/html; charset=iso-8859-1", "utf-8"), ("text/html", "utf-16")],
)  # fmt: skip
def test_pages_are_read_as_what_they_are(board: Any, crawl: Any, header: str, codec: str) -> None:
    ld = board.ld
    board.sitemap("/jobs/0")
    board.page("/jobs/0", ld("数控镗铣工㙍", "a").encode(codec), Content_Type=header)
    assert crawl().titles == {"数控镗铣工㙍"}


def test_slow_pages_hold_up_nobody_for_long(board: Any, crawl: Any) -> None:
    ld = board.ld
    paths = board.jobs(8)

    def slow(handler: Any) -> None:
        time.sleep(1.5)
        handler.reply(200, {"Content-Type": "text/html; charset=utf-8"}, ld("慢", handler.path).encode())

    for path in paths:
        board.call(path, slow)
    told = crawl()
    assert len(told.items) == 8
    assert told.seconds < 12


def test_connections_that_break_are_tried_again(board: Any, crawl: Any) -> None:
    ld = board.ld
    board.jobs(2)
    seen = []

    def broken(handler: Any) -> None:
        seen.append(1)
        if len(seen) < 2:
            handler.close_connection = True
            handler.connection.shutdown(2)
        else:
            handler.reply(200, {}, ld("钳工0", "/jobs/0").encode())

    board.call("/jobs/0", broken)
    assert crawl().titles == {"钳工0", "钳工1"}


def test_an_index_of_sitemaps_with_very_many_pages(board: Any, crawl: Any) -> None:
    n = 20_000
    urls = "".join(f"<url><loc>{board.base}/other/{i}</loc></url>" for i in range(n))
    board.page("/big.xml", gzip.compress(f"<urlset>{urls}</urlset>".encode()))
    board.page("/few.xml", f"<urlset><url><loc>{board.base}/jobs/0</loc></url></urlset>")
    board.page("/sitemap.xml", f"<sitemapindex><sitemap><loc>{board.base}/few.xml</loc></sitemap>"
                               f"<sitemap><loc>{board.base}/big.xml</loc></sitemap></sitemapindex>")  # fmt: skip
    board.job("/jobs/0")
    board.page("/robots.txt", "User-agent: *\nDisallow: /other/")
    told = crawl(timeout=180)
    assert told.titles == {"钳工"}
    assert told.line["facts"]["walked"]["forbidden_by_robots"] == n


def test_we_say_who_we_are_and_carry_no_cookies(board: Any, crawl: Any) -> None:
    paths = board.jobs(3)
    board.page("/robots.txt", "", Set_Cookie="a=1")
    board.routes[paths[0]][1]["Set-Cookie"] = "sid=1"
    crawl(contact="jobs@xgap.example")
    for asked in board.asked:
        assert asked.headers["User-Agent"].startswith("xgap/0.1 (+https://")
        assert "jobs@xgap.example" in asked.headers["User-Agent"]
        assert "Cookie" not in asked.headers
        assert "Referer" not in asked.headers


@pytest.mark.parametrize(
    ("engine", "path", "answer"),
    [
        ("greenhouse", "/v1/boards/acme/jobs?content=true", {"jobs": []}),
        ("lever", "/v0/postings/acme?mode=json&skip=0&limit=100", []),
        ("recruitee", "/api/offers/", {"offers": []}),
        ("teamtailor", "/jobs.json", {"items": []}),
    ],
)
def test_an_empty_board_lands_nothing_and_closes_nothing(
    board: Any, crawl: Any, engine: str, path: str, answer: Any
) -> None:
    board.page(path, json.dumps(answer))
    told = crawl(engine=engine)
    assert _reason(told) == "too_few_items"
    assert not list(crawl.data.glob("landing/*/*/manifest.json"))


@pytest.mark.parametrize("engine", engine_names())
def test_every_spider_obeys_robots_and_stays_paused_after_a_refusal(board: Any, crawl: Any, engine: str) -> None:
    board.page("/robots.txt", "User-agent: xgap\nDisallow: /")
    told = crawl(engine=engine)
    assert _reason(told).startswith("forbidden"), told.line
    assert {asked.path for asked in board.asked} == {"/robots.txt"}


def test_a_page_that_never_answers_is_given_up(board: Any, crawl: Any) -> None:
    board.jobs(3)
    board.call("/jobs/0", lambda handler: time.sleep(100))
    told = crawl(timeout=120)
    assert told.titles == {"钳工1", "钳工2"}
    assert told.line["rejected_by_reason"] == {"not had after several attempts": 1}
    assert told.line["facts"]["pages"]["failed"] == 1


def test_a_listing_that_repeats_itself_ends(board: Any, crawl: Any) -> None:
    jobs = [{"id": f"i{n}", "text": f"T{n}", "descriptionPlain": "d"} for n in range(100)]

    def same(handler: Any) -> None:
        handler.reply(200, {}, json.dumps(jobs).encode())

    for skip in range(0, 2000, 100):
        board.call(f"/v0/postings/acme?mode=json&skip={skip}&limit=100", same)
    told = crawl(engine="lever")
    assert len(told.items) == 100
    assert len(board.asked) < 6


def test_a_login_in_the_corner_of_a_page_is_no_gate(board: Any, crawl: Any) -> None:
    board.jobs(2)
    links = "".join(f"<a href='/p{i}'>x</a>" for i in range(20))
    board.page("/", f"<html>{links}<input type='password'><script src='recaptcha.js'></script></html>")
    board.sitemap("/", "/jobs/0", "/jobs/1")
    assert len(crawl().items) == 2


def test_a_start_page_with_plain_addresses_and_a_list_that_names_its_items(board: Any, crawl: Any) -> None:
    board.page("/", "<a href='/p/1'>a</a><a href='/p/2'>b</a>")
    board.job("/p/1", "钳工1")
    board.job("/p/2", "钳工2")
    assert crawl(run_id="a").titles == {"钳工1", "钳工2"}
    items = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "url": "/p/3"}]}
    board.page("/list", f'<a href="/p/1">a</a><script type="application/ld+json">{json.dumps(items)}</script>')
    board.job("/p/3", "钳工3")
    told = crawl("/list", run_id="b", source="other")
    assert told.titles == {"钳工3"}
