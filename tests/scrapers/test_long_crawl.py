"""50,000 pages, killed twice: each posting once, memory flat. Minutes long: `pytest -m long`."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scrapers.run import crawl_command

ROOT = Path(__file__).parents[2]
N, PER_SITEMAP = 50_000, 10_000
MOST_MB = 400


class _Board(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        base, path = f"http://{self.headers['Host']}", self.path
        if path.startswith("/jobs/"):
            posting = {"@type": "JobPosting", "title": f"钳工 {path}", "description": f"<p>按图样装配 {path}</p>" * 10,
                       "identifier": path, "datePosted": "2026-05-01"}  # fmt: skip
            body = f'<html><script type="application/ld+json">{json.dumps(posting)}</script></html>'
        elif path == "/sitemap.xml":
            parts = "".join(f"<sitemap><loc>{base}/s{i}.xml</loc></sitemap>" for i in range(N // PER_SITEMAP))
            body = f"<sitemapindex>{parts}</sitemapindex>"
        elif path.startswith("/s"):
            first = int(path[2:].partition(".")[0]) * PER_SITEMAP
            urls = "".join(f"<url><loc>{base}/jobs/{i}</loc></url>" for i in range(first, first + PER_SITEMAP))
            body = f"<urlset>{urls}</urlset>"
        else:
            body = ""
        data = body.encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None: ...


def _serve(pipe: Any) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Board)
    server.daemon_threads = True
    pipe.send(server.server_address[1])
    server.serve_forever()


def _peak_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


@pytest.mark.long
def test_fifty_thousand_pages_killed_twice(tmp_path: Path) -> None:
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
    server.start()
    try:
        url = f"http://127.0.0.1:{here.recv()}"
        command = crawl_command(
            "jsonld", url, tmp_path, "big", source="acme", allow_loopback=True, log_level="ERROR", python=sys.executable
        )  # fmt: skip
        started, peak = time.monotonic(), 0.0
        for seconds in (40.0, 40.0):
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
            end = time.monotonic() + seconds
            while time.monotonic() < end and process.poll() is None:
                time.sleep(0.5)
                peak = max(peak, _peak_mb(process.pid))
            assert process.poll() is None, "it ended before it could be killed"
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        while process.poll() is None:
            time.sleep(0.5)
            peak = max(peak, _peak_mb(process.pid))
        assert process.stdout is not None
        manifest = json.loads(process.stdout.read())
    finally:
        server.kill()
    seconds_in_all = time.monotonic() - started
    items = gzip.decompress(next(tmp_path.glob("landing/*/big/items.jsonl.gz")).read_bytes()).splitlines()
    identities = sorted(json.loads(line)["source_job_id"] for line in items)
    print(f"{len(identities):,} postings in {seconds_in_all:.0f} s, peak {peak:.0f} MB, last part: {manifest['facts']}")
    assert identities == sorted(f"/jobs/{i}" for i in range(N))
    assert peak < MOST_MB
