"""A visitor who counts clicks and notes what must never happen: dialogs, errors, requests to other sites."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

READY = """() => document.querySelector('.xg footer') && !document.querySelector('[data-stale=true]')
    && !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton]')
    && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(c => c.querySelector('canvas, svg')
        || !c.checkVisibility())"""
# until the charts are drawn they push down what stands below, and a click may fall beside its link
_STILL = """() => { const now = document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight;
    const same = window.heightBefore === now; window.heightBefore = now; return same; }"""
WAIT = 30_000
"""Milliseconds after which a page counts as dead; how fast it is, is measured elsewhere."""


class Visitor:
    """One page of a browser on one running application."""

    def __init__(self, page: Any, root: str, data: Path) -> None:
        self.page, self.root, self.data = page, root, data
        self.clicks = 0
        self.strange: list[str] = []
        """Dialogs, script errors, and requests that leave the application."""
        page.set_default_timeout(WAIT)
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self.strange.append(f"error: {error}"))
        page.on("request", self._request)

    def _dialog(self, dialog: Any) -> None:
        self.strange.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        ours = urlsplit(self.root).netloc
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != ours:
            self.strange.append(f"request: {request.url}")

    def open(self, page: str = "", **query: str) -> None:
        """Go to an address, which is no click."""
        self.arrive(page, **query)
        self.still()

    def arrive(self, page: str = "", **query: str) -> None:
        """Go to an address and wait until all is there, though it may still move: enough for who does not click."""
        self.page.goto(
            f"{self.root}/{page}?{urlencode(query)}" if query else f"{self.root}/{page}", wait_until="commit"
        )
        self.complete()

    def go(self, address: str) -> None:
        """Go to a whole address."""
        self.page.goto(address, wait_until="commit")
        self.settle()

    def settle(self) -> None:
        """Until the page is complete and has come to rest."""
        self.complete()
        self.still()

    def complete(self) -> None:
        """Until the page is complete."""
        self.page.wait_for_selector(".xg footer", timeout=WAIT)
        self.page.wait_for_function(READY, timeout=WAIT)
        assert self.page.locator("[data-testid=stException]").count() == 0, self.text()

    def still(self) -> None:
        """Until the page has kept its height for a fifth of a second."""
        self.page.evaluate("() => { window.heightBefore = undefined; }")
        self.page.wait_for_function(_STILL, timeout=WAIT, polling=200)

    def click(self, target: Any, until: str = "") -> None:
        """One click, and wait until the page is complete (and shows the selector `until`)."""
        target.click()
        self.clicks += 1
        if until:
            self.page.wait_for_selector(until, timeout=WAIT, state="attached")
        self.settle()

    def turn_to(self, page: str) -> None:
        """One click on the page's name in the navigation above."""
        link = self.page.locator(f"[data-testid=stTopNavLink][href$='/{page}']")
        if not link.count() or not link.first.is_visible():  # what does not fit stands behind one more click
            self.page.locator("[data-testid=stTopNavSection]").last.click()
            self.clicks += 1
        link.first.click()
        self.clicks += 1
        self.page.wait_for_url(re.compile(f"/{page}\\b"))
        self.page.wait_for_selector(f"nav.pages a[aria-current=page][href^='{page}?']", timeout=WAIT, state="attached")
        self.settle()

    def speak(self, language: str) -> None:
        """The language switch."""
        name = {"zh": "中文", "en": "English"}[language]
        self.click(self.page.locator(".st-key-language-switch").get_by_text(name, exact=True),
                   until=f".xg[lang={'zh-Hans' if language == 'zh' else 'en'}] footer")  # fmt: skip

    @property
    def query(self) -> dict[str, str]:
        """Values of the address."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def text(self, selector: str = "[data-testid=stMain]") -> str:
        """What stands on the page."""
        return str(self.page.locator(selector).first.inner_text())

    def texts(self, selector: str) -> list[str]:
        """What stands in each of the elements."""
        return list(self.page.locator(selector).all_inner_texts())

    def builds(self) -> set[str]:
        """Ids of builds that the page names under its figures and at its foot."""
        lines = " ".join(self.texts(".xg .source-line, .xg footer"))
        return set(re.findall(r"(?:构建|[Bb]uild) ([0-9a-z]{12})", lines))

    def sticks_out(self) -> int:
        """Pixels by which the content is wider than the window."""
        return int(self.page.evaluate(
            """() => Math.max(document.scrollingElement.scrollWidth,
                document.querySelector('[data-testid=stMain]').scrollWidth) - window.innerWidth"""
        ))  # fmt: skip
