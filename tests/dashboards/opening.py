"""Opens a page of the dashboard in a test, without a browser."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import dashboards
from dashboards.registry import pages

APP = str(Path(dashboards.__file__).parent / "app.py")


def opened(data: Path, monkeypatch: pytest.MonkeyPatch, page: str = "overview", /, **query: str) -> AppTest:
    """The page after one run."""
    monkeypatch.setenv("XGAP_DATA", str(data))
    at = AppTest.from_file(APP, default_timeout=20)
    if page != pages()[0].page.code:
        # AppTest.switch_page knows pages that are files; ours are functions, named by their address
        at._page_hash = calc_hash(page)
    at.query_params.update(query)
    return at.run()


def renewed(at: AppTest, build_id: str, seconds: float = 20.0) -> AppTest:
    """The same page on a build published meanwhile, which is shown when it has answered what the last one did."""
    until = time.monotonic() + seconds
    while build_id not in html(at.run()):
        assert time.monotonic() < until, f"{build_id} does not come"
    return at


def sound(at: AppTest) -> AppTest:
    """The same page; fails where an exception reached it."""
    assert not at.exception, [e.value for e in at.exception]
    return at


def html(at: AppTest) -> str:
    """All markup that the page drew."""
    return "\n".join(str(e.proto.body) for e in at.get("html"))
