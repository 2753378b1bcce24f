"""A board on this machine that behaves as boards do at their worst, and crawls of it by processes of their own."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    at: float
    path: str
    headers: dict[str, str]


@dataclass
class Strange:
    """The board: pages by path, or functions of the handler; everything asked for is written down."""

    base: str = ""
    routes: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    lock: Any = field(default_factory=Lock)

    def page(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.routes[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, data)

    def call(self, path: str, function: Callable[[Any], None]) -> None:
        self.routes[path] = function

    def sitemap(self, *paths: str, lastmod: str = "") -> None:
        last = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
        urls = "".join(f"<url><loc>{self.base}{path}</loc>{last}</url>" for path in paths)
        self.page("/sitemap.xml", f"<urlset>{urls}</urlset>", Content_Type="application/xml")

    def job(self, path: str, title: str = "钳工", **fields: Any) -> None:
        self.page(path, ld(title, path, **fields), Content_Type="text/html; charset=utf-8")

    def jobs(self, n: int, **fields: Any) -> list[str]:
        paths = [f"/jobs/{i}" for i in range(n)]
        for i, path in enumerate(paths):
            self.job(path, f"钳工{i}", **fields)
        self.sitemap(*paths)
        return paths

    @staticmethod
    def ld(title: str, identity: str, **fields: Any) -> str:
        return ld(title, identity, **fields)

    def times(self, path: str) -> list[float]:
        return [asked.at for asked in self.asked if asked.path == path]

    def count(self, path: str) -> int:
        return len(self.times(path))


def ld(title: str, identity: str, **fields: Any) -> str:
    """A page with one posting."""
    posting = {
        "@type": "JobPosting",
        "title": title,
        "description": f"<p>按图样装配 {title}</p>",
        "identifier": identity,
        "datePosted": "2026-05-01",
        "hiringOrganization": {"name": "演示·海川装备有限公司"},
        **fields,
    }
    return f'<html><script type="application/ld+json">{json.dumps(posting, ensure_ascii=False)}</script></html>'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        board: Strange = self.server.board  # type: ignore[attr-defined]
        with board.lock:
            board.asked.append(Asked(time.monotonic(), self.path, dict(self.headers.items())))
        route = board.routes.get(self.path, (404, {}, b"none"))
        with suppress(BrokenPipeError, ConnectionResetError):
            if callable(route):
                route(self)
            else:
                self.reply(*route)

    do_POST = do_GET

    def reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None: ...


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Crawls that are killed hang up; a traceback on standard error would mix into other tests' output."""


@pytest.fixture
def board() -> Iterator[Strange]:
    strange = Strange()
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.board = strange  # type: ignore[attr-defined]
        strange.base = f"http://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield strange
        server.shutdown()


@dataclass(frozen=True)
class Told:
    """What a crawl's process gave back."""

    code: int
    line: dict[str, Any]
    log: str
    data: Path
    seconds: float

    @property
    def folder(self) -> Path:
        """Where the run landed."""
        return next(self.data.glob(f"landing/*/{self.line['run_id']}"))

    @property
    def items(self) -> list[dict[str, Any]]:
        return _lines(self.folder / "items.jsonl.gz")

    @property
    def lives(self) -> dict[str, dict[str, Any]]:
        return {life["posting_id"]: life for life in _lines(self.folder / "lifecycle.jsonl.gz")}

    @property
    def titles(self) -> set[str]:
        return {item["title"] for item in self.items}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


class Crawler:
    """Starts crawls of the strange board."""

    def __init__(self, board: Strange, data: Path) -> None:
        self.board, self.data, self._n = board, data, 0

    def command(self, path: str = "", engine: str = "jsonld", run_id: str = "r1", **more: Any) -> list[str]:
        from scrapers.run import crawl_command

        return crawl_command(
            engine, self.board.base + path, self.data, run_id, source=more.pop("source", "acme"),
            allow_loopback=more.pop("allow_loopback", True), log_level="WARNING", python=sys.executable, **more,
        )  # fmt: skip

    def __call__(self, path: str = "", engine: str = "jsonld", timeout: float = 90, **more: Any) -> Told:
        self._n += 1
        started = time.monotonic()
        command = self.command(path, engine, more.pop("run_id", f"r{self._n}"), **more)
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)
        (line,) = done.stdout.splitlines() or ["{}"]
        return Told(done.returncode, json.loads(line), done.stderr, self.data, time.monotonic() - started)


@pytest.fixture
def crawl(board: Strange, tmp_path: Path) -> Crawler:
    return Crawler(board, tmp_path)
