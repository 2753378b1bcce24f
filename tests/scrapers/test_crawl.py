"""The whole way: a small board on this machine, crawled by a process of its own."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from scrapers.demo_server import BASE_URL, LABEL_EN, LABEL_ZH, board_pages, serve
from scrapers.outbox import Outbox, slugify
from scrapers.run import Crawl, crawl, crawl_command, main
from scrapers.sitemaps import Entry, read_sitemap, sitemaps_in_robots

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Told:
    """What a crawl's process gave back."""

    code: int
    line: dict[str, Any]
    log: str


@dataclass(frozen=True)
class Crawled:
    data: Path
    told: Told


def _posting(slug: str, **fields: str) -> dict[str, str]:
    return {
        "slug": slug,
        "title": f"装配钳工 {slug}",
        "employer": "演示·海川装备有限公司",
        "city": "常州",
        "province": "江苏",
        "description": "岗位职责：\n1、按图样装配\n任职要求：\n熟悉<液压>与PLC\n【演示数据，非真实招聘】",
        "date_posted": "2026-05-02",
        "education": "大专",
        "experience": "1-3年",
        "salary": "6000-8000元/月",
        "industry": "机械",
    } | fields


POSTINGS = [
    _posting("a"),
    _posting("b", description="装配\n联系人：李经理 13800000000，微信：demo_hr2026"),
    _posting("c", city="苏州"),
    _posting("no-title", title=""),
    _posting("no-text", description=""),
    _posting("bad-date", date_posted="2026-13-45"),
    _posting("forbidden"),
]


def _board() -> dict[str, tuple[str, bytes]]:
    pages = board_pages(POSTINGS)
    pages["/robots.txt"] = (
        "text/plain",
        f"User-agent: xgap\nDisallow: /jobs/forbidden\n\nSitemap: {BASE_URL}/index.xml\n".encode(),
    )
    pages["/index.xml"] = (
        "application/xml",
        f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        f"<sitemap><loc>{BASE_URL}/sitemap.xml</loc></sitemap><sitemap><loc>{BASE_URL}/more.xml.gz</loc></sitemap>"
        f"<sitemap><loc>https://elsewhere.example.org/sitemap.xml</loc></sitemap></sitemapindex>".encode(),
    )
    more = "".join(
        f"<url><loc>{BASE_URL}/jobs/{slug}.html</loc></url>" for slug in ("broken", "empty", "gone", "repeat")
    )
    more += "<url><loc>https://elsewhere.example.org/jobs/x.html</loc></url>"
    pages["/more.xml.gz"] = ("application/xml", f"<urlset>{more}</urlset>".encode())
    broken = '<script type="application/ld+json">{"@type": "JobPosting", "title": </script>'
    pages["/jobs/broken.html"] = ("text/html", broken.encode())
    pages["/jobs/empty.html"] = ("text/html", b"<p>filled</p>")
    pages["/jobs/repeat.html"] = pages["/jobs/a.html"]
    return pages


def _start(base_url: str, data: Path, **more: Any) -> subprocess.Popen[str]:
    command = crawl_command("demo_board", base_url, data, "r1", allow_loopback=True, **more)
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _end(process: subprocess.Popen[str]) -> Told:
    out, log = process.communicate(timeout=60)
    (line,) = out.splitlines()
    return Told(process.returncode, json.loads(line), log)


def _items(data: Path) -> list[dict[str, Any]]:
    path = data / "landing" / slugify("demo_board") / "r1" / "items.jsonl.gz"
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


@contextmanager
def _refusing() -> Iterator[str]:
    """A board that offers one page of a posting and answers 403 to whoever comes for it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            base_url = f"http://{self.headers['Host']}"
            body = f"<urlset><url><loc>{base_url}/jobs/1</loc></url></urlset>".encode()
            self.send_response({"/sitemap.xml": 200, "/jobs/1": 403}.get(self.path, 404))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawled]:
    """Three crawls side by side: starting a process is what costs here."""
    one_page = f"<urlset><url><loc>{BASE_URL}/jobs/1</loc></url></urlset>".encode()
    boards = {
        "whole": _board(),
        "emptied": {"/sitemap.xml": ("text/xml", one_page), "/jobs/1": ("text/html", b"<p>sorry</p>")},
    }
    done = {}
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(serve(pages)) for name, pages in boards.items()}
        addresses["refusing"] = stack.enter_context(_refusing())
        started = {}
        for name, base_url in addresses.items():
            data = tmp_path_factory.mktemp(name)
            started[name] = (data, _start(base_url, data))
        for name, (data, process) in started.items():
            done[name] = Crawled(data, _end(process))
    return done


@pytest.fixture(scope="module")
def crawled(crawls: dict[str, Crawled]) -> Crawled:
    assert crawls["whole"].told.code == 0, crawls["whole"].told.log
    return crawls["whole"]


def test_every_form_of_json_ld_lands(crawled: Crawled) -> None:
    items = {item["source_job_id"]: item for item in _items(crawled.data)}
    assert set(items) == {"a", "b", "c"}
    item = items["a"]
    assert (item["title"], item["employer"]) == ("装配钳工 a", "演示·海川装备有限公司")
    assert item["description"] == "岗位职责：\n1、按图样装配\n任职要求：\n熟悉<液压>与PLC\n【演示数据，非真实招聘】"
    assert (item["location_raw"], item["province_raw"], item["country"]) == ("常州", "江苏", "CN")
    assert (item["date_published"], item["date_basis"]) == ("2026-05-02", "posted")
    assert (item["salary_raw"], item["education_raw"], item["experience_raw"]) == (
        "6000-8000元/月",
        "大专",
        "1-3年",
    )
    assert all(item["demonstration"] for item in items.values())


def test_personal_data_never_reaches_the_disk_or_the_log(crawled: Crawled) -> None:
    data, manifest, log = crawled.data, crawled.told.line, crawled.told.log
    written = b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in data.rglob("*")
        if path.is_file()
    ).decode("utf-8", "replace")
    assert "联系人：[NAME] [PHONE]，微信：[IM]" in written
    assert manifest["pii_removed"] == 3
    for piece in ("13800000000", "demo_hr2026", "李经理"):
        assert piece not in written
        assert piece not in log


def test_what_is_no_posting_is_set_aside_with_its_reason(crawled: Crawled) -> None:
    data, manifest = crawled.data, crawled.told.line
    assert manifest["rejected_by_reason"] == {
        "no title": 1,
        "no description": 1,
        "bad date": 1,
        "broken JSON-LD": 1,
        "no JobPosting in the page": 1,
    }
    lines = (data / "rejected" / slugify("demo_board") / "r1.jsonl").read_text(encoding="utf-8").splitlines()
    places = {json.loads(line)["reason"]: json.loads(line)["where"] for line in lines}
    assert places["broken JSON-LD"].endswith("/jobs/broken.html")


def test_robots_repeats_and_other_hosts(crawled: Crawled) -> None:
    manifest, log = crawled.told.line, crawled.told.log
    walked = manifest["facts"]["walked"]
    assert walked["forbidden_by_robots"] == 1
    assert walked["gone"] == 1
    assert walked["offsite"] == 2
    assert manifest["repeats"] == 1
    assert (manifest["items"], manifest["demonstration"], manifest["kind"]) == (3, True, "crawl")
    assert "jobs/forbidden" not in "".join(line for line in log.splitlines() if "Crawled (200)" in line)


def test_a_run_that_landed_is_not_crawled_again(crawled: Crawled) -> None:
    data, manifest = crawled.data, crawled.told.line
    again = crawl(Crawl("demo_board", "http://127.0.0.1:9", data, "r1", allow_loopback=True))
    assert again.model_dump(mode="json") == manifest


@pytest.mark.parametrize(("board", "reason"), [("refusing", "http_403"), ("emptied", "too_few_items")])
def test_a_board_that_says_no_or_changed_lands_nothing(crawls: dict[str, Crawled], board: str, reason: str) -> None:
    data, told = crawls[board].data, crawls[board].told
    assert (told.code, told.line["broken"]) == (1, reason), told.log
    assert told.line["message"].startswith("demo_board: ")
    assert told.line["message"] in told.log
    assert not [path for path in (data / "landing").rglob("*") if path.is_file()]
    assert not Outbox.exists(data, "demo_board", "r1")


def test_wrong_use_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["nonsense", "--base-url", "http://127.0.0.1:9", "--data", str(tmp_path)]
    with pytest.raises(SystemExit) as wrong:
        main(words)
    assert wrong.value.code == 2
    assert "--run-id" in capsys.readouterr().err
    assert main([*words, "--run-id", "r1"]) == 1
    assert json.loads(capsys.readouterr().out)["broken"] == "UnknownSpider"
    assert (
        main(
            [
                "demo_board",
                "--base-url",
                "https://example.org",
                *words[3:],
                "--run-id",
                "r",
                "--allow-loopback",
            ]
        )
        == 1
    )
    assert json.loads(capsys.readouterr().out)["broken"] == "MayNotCrawl"


def test_the_board_says_plainly_that_it_is_a_demonstration() -> None:
    pages = board_pages(POSTINGS)
    for path, (kind, body) in pages.items():
        if kind.startswith("text/html"):
            assert LABEL_ZH in body.decode(), path
            assert LABEL_EN in body.decode(), path
    assert b"</script><script>" not in board_pages([_posting("x", title="</script><script>")])["/jobs/x.html"][1]


def test_the_server_knows_its_address_and_unchanged_pages() -> None:
    with serve(board_pages(POSTINGS)) as base_url:
        connection = HTTPConnection(base_url.removeprefix("http://"), timeout=5)

        def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, str, str]:
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            return response.status, response.headers["ETag"] or "", response.read().decode()

        status, etag, body = ask("/sitemap.xml")
        assert status == 200
        assert f"<loc>{base_url}/jobs/a.html</loc><lastmod>2026-05-02</lastmod>" in body
        assert BASE_URL not in body
        assert ask("/sitemap.xml", **{"If-None-Match": etag}) == (304, etag, "")
        assert ask("/sitemap.xml", "HEAD") == (200, etag, "")
        assert ask("/nothing")[0] == 404
        connection.close()


def test_sitemaps_are_read_with_care() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><urlset><url><loc>https://x.org/&a;</loc></url></urlset>'
    read = read_sitemap(bomb)
    assert read is None or all("aaaa" not in entry.url for entry in read.entries)
    assert read_sitemap(b"") is None
    assert read_sitemap(b"\x1f\x8bnonsense") is None
    assert read_sitemap(b"<html/>") is None
    good = read_sitemap(gzip.compress(b"<urlset><url><loc> a </loc><lastmod>1</lastmod></url><url/></urlset>"))
    assert good is not None
    assert good.entries == (Entry("a", "1"),)
    assert sitemaps_in_robots("Sitemap: https://x.org/s.xml\nsitemap:b\nDisallow: /") == (
        "https://x.org/s.xml",
        "b",
    )
