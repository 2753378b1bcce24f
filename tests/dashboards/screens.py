"""Screenshots of every page, in both languages, at three widths: `python tests/dashboards/screens.py --out FOLDER`.

Starts the real application on a data folder, opens each address in Chromium and writes one picture of the whole page
(`skills-zh-390.png`) and `times.json` (seconds to the heading and to the foot). Needs
Chromium (Debian: `apt-get install chromium fonts-noto-cjk`). The pictures are there to be looked at."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = (1440, 1024, 390)
LANGUAGES = ("zh", "en")
SCHEMES = ("light", "dark")
_READY = "() => document.querySelector('.xg footer') && !document.querySelector('[data-stale=true]')"
_DRAWN = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
    .every(c => c.querySelector('canvas, svg')) && !document.querySelector('[data-testid=stSkeleton]')"""
_HEIGHT = "() => Math.ceil(document.querySelector('[data-testid=stMainBlockContainer]').getBoundingClientRect().height)"
_WIDER = "() => document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth"


def chromium() -> str | None:
    """The browser's program, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def application(data: Path, log: Path | None = None) -> Iterator[str]:
    """The application on a free port, as a reader meets it; yields its address. What it says goes to `log`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboards" / "app.py"), "--server.headless=true",
               f"--server.port={port}", "--server.address=127.0.0.1"]  # fmt: skip
    with log.open("wb") if log else open(os.devnull, "wb") as said:
        process = subprocess.Popen(
            command, env={**os.environ, "XGAP_DATA": str(data)}, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _until_alive(process, address)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:  # a run that hangs must not outlive who asked for it
            process.kill()
            process.wait(10)


def _until_alive(process: subprocess.Popen[bytes], address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the application ended with code {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310 - our own loopback
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"no answer from {address} within {seconds:.0f} s")


def _ids(ranked: Any) -> str:
    return ",".join(str(skill) for skill in ranked["skill_id"])


def addresses(data: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """Name → page and query: every page, and the inner views that need a code, with codes of the build itself."""
    from dashboards.registry import pages
    from warehouse import queries
    from warehouse.connection import Reader
    from warehouse.queries import waiting

    found: dict[str, tuple[str, dict[str, str]]] = {one.page.code: (one.page.code, {}) for one in pages()}
    path, _ = queries.published(data)
    reader = Reader(path)
    found["certificate-all"] = ("certificate", {"scope": "all"})
    hard = ("tool", "knowledge", "task")
    ranked = queries.skill_ranking(reader, queries.SkillFilter(types=hard), 6)
    watched = queries.skill_ranking(reader, queries.SkillFilter(statuses=("watch",), types=hard), 1)
    if len(watched):
        found["skill-watch"] = ("skills", {"skill": str(watched["skill_id"][0])})
    if len(ranked):
        found["skill"] = ("skills", {"skill": str(ranked["skill_id"][0])})
        found["basket-full"] = ("basket", {"basket": _ids(ranked)})
        found["skills-none"] = ("skills", {"q": "zzzz"})
    found["compare-provinces"] = ("compare", {"what": "provinces"})
    found["compare-periods"] = ("compare", {"what": "periods", "order": "difference"})
    codes = list(dict.fromkeys(queries.certificates(reader)["certificate"]))
    if codes:
        one = "xg-web-frontend" if "xg-web-frontend" in codes else str(codes[-1])
        found["certificate-one"] = ("certificate", {"certificate": one})
        found["schools-offered"] = ("schools", {"offered": ",".join(map(str, codes[:3]))})
        found["basket-revision"] = ("basket", {"pack": "revision", "certificate": str(codes[0])})
    found["views-keep"] = ("views", {"keep": "skills?status=rising"})
    named = queries.recognition_entries(reader, "", 1, queries.CERTIFICATE_KINDS)
    if len(named):
        found["recognition-entry"] = ("recognition", {"entry": str(named["entry"][0])})
    found["review-clauses"] = ("review", {"kind": "clause"})
    found["review-past"] = ("review", {"view": "past"})
    candidates, clauses = waiting.waiting_candidates(reader), waiting.waiting_clauses(reader)
    if candidates:
        found["review-candidate"] = ("review", {"skill": str(candidates[0]["skill_id"])})
    if clauses:
        pair = {"skill": str(clauses[0]["skill_id"]), "clause": str(clauses[0]["competency_id"])}
        found["review-clause"] = ("review", pair)
    if "search" in found:
        found["search-found"] = ("search", {"need": "分拣"})
    return found


def picture(browser: Any, address: str, width: int, file: Path, scheme: str = "light") -> dict[str, float]:
    """One picture of a whole page; seconds to the heading and to the foot, pixels that stick out on the right."""
    page = browser.new_page(viewport={"width": width, "height": 900}, device_scale_factor=1, color_scheme=scheme)
    try:
        start = time.monotonic()
        page.goto(address, wait_until="commit")
        page.wait_for_selector(".xg h1", timeout=180_000)
        heading = time.monotonic() - start
        page.wait_for_function(_READY, timeout=180_000)
        foot = time.monotonic() - start
        page.wait_for_function(_DRAWN, timeout=180_000)
        # the page scrolls inside itself: the window is made as high as the page, then everything is in the picture
        page.set_viewport_size({"width": width, "height": page.evaluate(_HEIGHT) + 120})
        page.wait_for_timeout(700)
        page.set_viewport_size({"width": width, "height": page.evaluate(_HEIGHT) + 20})
        page.wait_for_timeout(300)
        page.screenshot(path=str(file))
        return {"heading": round(heading, 2), "foot": round(foot, 2), "sticks_out": page.evaluate(_WIDER)}
    finally:
        page.close()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("XGAP_DATA", "data")))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="", help="names of views, with commas between")
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--scheme", choices=SCHEMES, default="light", help="what the reader's browser asks for")
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from playwright.sync_api import sync_playwright

    program = chromium()
    if program is None:
        sys.exit("no Chromium: apt-get install chromium fonts-noto-cjk / 未找到 Chromium，请先安装")
    views = {name: view for name, view in addresses(given.data).items()
             if not given.only or name in given.only.split(",")}  # fmt: skip
    given.out.mkdir(parents=True, exist_ok=True)
    times: dict[str, dict[str, float]] = {}
    with application(given.data) as root, sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, (page, query) in views.items():
            for language in given.languages.split(","):
                for width in map(int, given.widths.split(",")):
                    shot = f"{name}-{language}-{width}{'' if given.scheme == 'light' else '-' + given.scheme}"
                    address = f"{root}/{'' if page == 'overview' else page}?{urlencode({**query, 'lang': language})}"
                    times[shot] = picture(browser, address, width, given.out / f"{shot}.png", given.scheme)
                    print(shot, times[shot])
        browser.close()
    (given.out / "times.json").write_text(json.dumps(times, indent=1), "utf-8")


if __name__ == "__main__":
    main()
