"""axe-core finds no serious fault in what we draw: every page, both languages, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.dashboards.browser.visitor import Visitor
from tests.dashboards.screens import addresses

STREAMLIT = [
    "[data-testid=stHeader]",  # its own bar: logo, navigation, menu
    "[data-testid=stToolbar]",
    "[data-testid=stStatusWidget]",
    "[data-testid=stSidebar]",  # folded away and empty
    "[data-testid=stElementToolbar]",  # the buttons over a chart
    "[data-baseweb=popover]",
    # its widgets: their markup and roles are Streamlit's, their labels, placeholders and help are ours and are
    # tested as words (test_dashboard_words.py)
    "[data-testid=stMultiSelect]",
    "[data-testid=stSelectbox]",
    "[data-testid=stTooltipIcon]",
    "[data-testid=stPagination]",
    "[data-testid=stFileUploader]",
]
"""Chrome of Streamlit, which we cannot mend: left out, all else is ours."""
PAGE_RULES = ["html-has-lang", "html-lang-valid", "page-has-heading-one"]
"""Streamlit writes the page around our content: its `lang` is always "en" (each of our parts names its own)."""
SERIOUS = ("serious", "critical")
_RUN = """async ([exclude, off]) => {
    const rules = Object.fromEntries(off.map(id => [id, {enabled: false}]));
    const found = await axe.run({include: [['[data-testid=stMain]']], exclude: exclude.map(one => [one])},
        {resultTypes: ['violations'], rules});
    return found.violations.map(v => [v.impact, v.id, v.help, v.nodes.map(n => n.html.slice(0, 300) + ' ' +
        (n.any[0] || n.all[0] || n.none[0] || {message: ''}).message)]);
}"""


def faults(visitor: Visitor) -> list[str]:
    """Serious faults of the present page, each with its first elements."""
    if not visitor.page.evaluate("() => 'axe' in window"):
        visitor.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8") + "\n;0")
    found: list[list[Any]] = visitor.page.evaluate(_RUN, [STREAMLIT, PAGE_RULES])
    return [f"{rule} ({impact}, {len(nodes)} elements): {text}\n    " + "\n    ".join(nodes[:4])
            for impact, rule, text, nodes in found if impact in SERIOUS]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_serious_fault(visit: Callable[..., Visitor], data: Path, language: str, scheme: str) -> None:
    pytest.importorskip("axe_playwright_python", reason="axe-core is missing: make setup")
    visitor = visit(language, color_scheme=scheme)
    told = []
    for name, (page, query) in addresses(data).items():
        visitor.open("" if page == "overview" else page, **query, lang=language)
        # what is folded away counts too
        visitor.page.evaluate(
            "() => document.querySelectorAll('[data-testid=stMain] details').forEach(d => d.open = true)"
        )
        told += [f"{name}: {fault}" for fault in faults(visitor)]
    assert not told, "\n".join(told)


def test_a_fault_is_found(visit: Callable[..., Visitor], data: Path) -> None:
    """The net has no hole: a picture without words, pale letters and an empty link in our content are told."""
    pytest.importorskip("axe_playwright_python", reason="axe-core is missing: make setup")
    visitor = visit("en")
    visitor.open("method", lang="en")
    visitor.page.evaluate("""() => document.querySelector('.xg h1').insertAdjacentHTML('afterend',
        '<img src="data:,"><p style="color:#ccc;background:#fff">pale</p><a href="?x=1"></a>')""")
    told = " ".join(faults(visitor))
    for rule in ("image-alt", "color-contrast", "link-name"):
        assert rule in told
