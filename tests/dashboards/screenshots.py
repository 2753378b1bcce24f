"""Pictures of every page in both languages and three widths, from the real app in a real browser.

    python tests/dashboards/screenshots.py --data data --out screenshots [--chromium /usr/bin/chromium]

Needs the extra `browser` of this project, Debian's `chromium` and `fonts-noto-cjk`. Pages come from the application's
own registry; a page that shows an error or is wider than its window ends the command with 1."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = (1440, 1024, 390)
LANGUAGES = ("zh", "en")
PATIENCE_MS = 60_000


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The dashboard on a data folder; its address."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboards" / "app.py"),
               "--server.port", str(port), "--server.headless", "true", "--server.fileWatcherType", "none",
               "--browser.gatherUsageStats", "false"]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | {"XGAP_DATA": str(data.resolve())}, cwd=ROOT,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(120):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
                break
            time.sleep(0.5)
        else:
            raise RuntimeError("the dashboard did not start within a minute")
        yield address
    finally:
        process.terminate()
        process.wait()


def settle(page: Any) -> None:
    """Wait until Streamlit has drawn everything: no running script, no skeleton, charts drawn."""
    page.wait_for_selector("[data-testid=stAppViewContainer] h1", timeout=PATIENCE_MS)
    page.wait_for_function(
        """() => !document.querySelector('[data-testid=stStatusWidget]')
              && !document.querySelector('[data-testid=stSkeleton]')""",
        timeout=PATIENCE_MS,
    )
    page.wait_for_timeout(1200)


def grow(page: Any, width: int) -> None:
    """Make the window as high as the page's content: Streamlit scrolls inside a part of the page."""
    height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(int(height) + 40, 800), 12_000)})
    page.wait_for_timeout(900)


def pictures(address: str, out: Path, codes: list[str], chromium: str | None) -> list[str]:
    """Writes `<page>-<language>-<width>.png`; returns what was wrong, in words."""
    from playwright.sync_api import sync_playwright

    wrong: list[str] = []
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in LANGUAGES:
            for width in WIDTHS:
                page = browser.new_page(viewport={"width": width, "height": 900})
                for code in codes:
                    name = f"{code.partition('?')[0]}-{language}-{width}"
                    page.set_viewport_size({"width": width, "height": 900})
                    page.goto(f"{address}/{code}{'&' if '?' in code else '?'}lang={language}")
                    settle(page)
                    wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
                    if page.query_selector("[data-testid=stException]"):
                        wrong.append(f"{name}: an error is shown")
                    if wide > 1:
                        wrong.append(f"{name}: {wide} pixels wider than the window")
                    grow(page, width)
                    page.screenshot(path=str(out / f"{name}.png"))
                page.close()
        browser.close()
    return wrong


def main() -> None:
    """Command line."""
    from dashboards.registry import pages

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    parser.add_argument("--page", action="append", help="address of a page with its parameters, instead of all")
    given = parser.parse_args()
    with served(given.data) as address:
        wrong = pictures(address, given.out, given.page or [found.page.code for found in pages()], given.chromium)
    for line in wrong:
        print(line)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
