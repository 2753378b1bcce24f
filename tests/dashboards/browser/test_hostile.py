"""What strangers wrote does nothing in a real browser: no dialog, no request elsewhere, no broken page, no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from tests.dashboards.browser.visitor import Visitor
from tests.dashboards.conftest import write_build

TEXTS = [
    "<script>alert(1)</script><img src=https://evil.example/a.png onerror=alert(2)>",
    "![picture](https://evil.example/b.png) [link](javascript:alert(3)) **bold** $x$ :red[colour]",
    "=cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u202egnp.exe\u202c \u2066isolate \u200bzero\u200bwidth",
    "\U0001f680\U0001f469\u200d\U0001f4bb emoji \U0001f1e8\U0001f1f3",
    "</mark></blockquote></li></ol></div><style>*{display:none}</style>",
    "<svg/onload=fetch('https://evil.example/c')><iframe srcdoc='<script>alert(4)</script>'></iframe>",
]
LONG = "字" * 5_000 + "w" * 5_000
"""A word of 10,000 signs. The file of a build cuts excerpts at 200; the title of a posting may be as long as it is."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build whose titles, employers, sources, skills and excerpts all mean harm."""
    data = tmp_path_factory.mktemp("hostile")
    path = write_build(data, "tinyhostile1", demonstration=True)
    with duckdb.connect(str(path)) as connection:
        for at in range(12):
            text = LONG if at == 8 else TEXTS[at % len(TEXTS)]
            connection.execute(
                "update marts.vacancies set title = ?, employer = ? where vacancy_id = ?", [text, text, f"v{at}"]
            )
            connection.execute(
                "update marts.evidence set excerpt = ?, mark_start = 0, mark_end = 3 where vacancy_id = ?",
                [text[:200], f"v{at}"],
            )
    return data


@pytest.fixture
def victim(browser: Any, running: Callable[[Path], str], hostile: Path) -> Iterator[Callable[[int], Visitor]]:
    """`victim(width)`: a visitor of that build."""
    with ExitStack() as open_ones:

        def come(width: int) -> Visitor:
            context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
            open_ones.callback(context.close)
            return Visitor(context.new_page(), running(hostile), hostile)

        yield come


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_the_page_shows_it_and_nothing_happens(victim: Callable[[int], Visitor], width: int) -> None:
    visitor = victim(width)
    visitor.open("skills", skill="it.python", lang="en")
    folded = visitor.page.locator("details", has=visitor.page.locator("ol.evidence")).locator("summary")
    folded.click()
    items = visitor.page.locator(".xg ol.evidence > li")
    assert items.count() == 12
    shown = " ".join(items.all_inner_texts())
    assert "<script>alert(1)</script>" in shown, "as letters"
    assert "[link](javascript:alert(3)) **bold** $x$" in shown
    assert "=cmd|'/C calc'!A0" in shown
    assert "\U0001f680" in shown
    assert not set("\u202e\u2066\u200b") & set(shown), "signs that turn or hide text"
    assert items.locator("script, img, svg, iframe, style, strong, a[href^=javascript]").count() == 0
    assert items.first.is_visible(), "no style of theirs holds"
    assert visitor.sticks_out() <= 0
    right = max(items.nth(at).bounding_box()["x"] + items.nth(at).bounding_box()["width"] for at in range(12))
    assert right <= width
    visitor.page.wait_for_timeout(500)
    assert not visitor.strange


def test_files_hold_it_as_text(victim: Callable[[int], Visitor]) -> None:
    visitor = victim(1280)
    visitor.open("skills", skill="it.python", lang="en")
    taken: dict[str, bytes] = {}
    for kind in ("csv", "xlsx"):
        with visitor.page.expect_download() as coming:
            visitor.page.locator(f".st-key-{kind}-evidence button").click()
        taken[kind] = Path(coming.value.path()).read_bytes()
    rows = list(csv.reader(io.StringIO(taken["csv"].decode("utf-8-sig"), newline="")))
    assert len(rows) == 13
    cells = [cell for row in rows for cell in row]
    assert "'=cmd|'/C calc'!A0" in cells
    assert not [cell for cell in cells if cell.lstrip()[:1] in set("=+@")]
    assert LONG in cells
    book = openpyxl.load_workbook(io.BytesIO(taken["xlsx"]))
    found = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in found if cell.data_type == "f"], "no formula"
    assert "=cmd|'/C calc'!A0" in [cell.value for cell in found]
    assert LONG in [cell.value for cell in found]
    assert not visitor.strange
