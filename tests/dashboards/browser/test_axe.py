"""axe-core finds no serious fault in what we draw: every view, every page in both languages, light and dark, wide and
narrow. A page is loaded once; theme and width change in place, as they do for a reader whose day ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from dashboards.components import palette
from tests.dashboards.browser.visitor import Visitor
from tests.dashboards.screens import LANGUAGES, addresses

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
WIDE, NARROW = 1440, 390
COLOURS = ("color-contrast",)
"""What depends on the theme; all else is the same in light and dark."""
_RUN = """async ([exclude, off, only]) => {
    const rules = Object.fromEntries(off.map(id => [id, {enabled: false}]));
    const some = only.length ? {runOnly: {type: 'rule', values: only}} : {rules};
    const found = await axe.run({include: [['[data-testid=stMain]']], exclude: exclude.map(one => [one])},
        {resultTypes: ['violations'], ...some});
    return found.violations.map(v => [v.impact, v.id, v.help, v.nodes.map(n => n.html.slice(0, 300) + ' ' +
        (n.any[0] || n.all[0] || n.none[0] || {message: ''}).message)]);
}"""
# what is folded away counts too
_UNFOLD = "() => document.querySelectorAll('[data-testid=stMain] details').forEach(d => d.open = true)"
_THEME = """scheme => getComputedStyle(document.querySelector('.stApp')).colorScheme === scheme
    && document.querySelector('.stApp').dataset.testScriptState === 'notRunning'"""


def faults(visitor: Visitor, only: tuple[str, ...] = ()) -> list[str]:
    """Serious faults of the present page, each with its first elements; `only` these rules, or all of axe's."""
    if not visitor.page.evaluate("() => 'axe' in window"):
        visitor.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8") + "\n;0")
    found: list[list[Any]] = visitor.page.evaluate(_RUN, [STREAMLIT, PAGE_RULES, list(only)])
    return [f"{rule} ({impact}, {len(nodes)} elements): {text}\n    " + "\n    ".join(nodes[:4])
            for impact, rule, text, nodes in found if impact in SERIOUS]  # fmt: skip


def show(visitor: Visitor, scheme: str, width: int) -> None:
    """The present page in that theme at that width, without loading it again."""
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visitor.page.wait_for_function(_THEME, arg=scheme)


def visits(data: Path) -> list[tuple[str, str, dict[str, str], str]]:
    """Name, page, query and language: each view once, in turn in one language and the other, each page in both."""
    views = addresses(data)
    count = Counter(page for page, _ in views.values())
    turn: Counter[str] = Counter()
    found = []
    for name, (page, query) in views.items():
        languages = LANGUAGES if count[page] == 1 else (LANGUAGES[turn[page] % 2],)
        turn[page] += 1
        found += [(name, page, query, language) for language in languages]
    return found


def test_every_page_comes_in_both_languages(data: Path) -> None:
    seen = visits(data)
    assert {name for name, *_ in seen} == set(addresses(data)), "every view"
    assert {(page, language) for _, page, _, language in seen} == {
        (page, language) for page, _ in addresses(data).values() for language in LANGUAGES
    }


def test_no_serious_fault(visit: Callable[..., Visitor], data: Path) -> None:
    pytest.importorskip("axe_playwright_python", reason="axe-core is missing: make setup")
    visitor = visit("zh")
    told = []
    for name, page, query, language in visits(data):
        visitor.arrive("" if page == "overview" else page, **query, lang=language)
        visitor.page.evaluate(_UNFOLD)
        for scheme, width, only in (("light", WIDE, ()), ("dark", WIDE, COLOURS), ("dark", NARROW, ()),
                                    ("light", NARROW, COLOURS)):  # fmt: skip
            show(visitor, scheme, width)
            told += [f"{name} {language} {scheme} {width}: {fault}" for fault in faults(visitor, only)]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_fault_is_found(visit: Callable[..., Visitor], data: Path, scheme: str) -> None:
    """The net has no hole: a picture without words, pale letters and an empty link in our content are told."""
    pytest.importorskip("axe_playwright_python", reason="axe-core is missing: make setup")
    visitor = visit("en")
    visitor.open("method", lang="en")
    show(visitor, scheme, WIDE)
    visitor.page.evaluate("""() => document.querySelector('.xg h1').insertAdjacentHTML('afterend',
        '<img src="data:,"><p style="color:#888;background:#999">pale</p><a href="?x=1"></a>')""")
    told = " ".join(faults(visitor))
    for rule in ("image-alt", "color-contrast", "link-name"):
        assert rule in told
    assert "color-contrast" in " ".join(faults(visitor, COLOURS))


def test_a_theme_that_changes_changes_all_colours(visit: Callable[..., Visitor], data: Path) -> None:
    """A device that turns dark in the evening sends no word to the application: our colours turn by themselves."""
    visitor = visit("en")
    visitor.open("method", lang="en")
    ink = "() => getComputedStyle(document.querySelector('.xg h1')).color"
    for scheme, colours in (("light", palette.LIGHT), ("dark", palette.DARK), ("light", palette.LIGHT)):
        show(visitor, scheme, WIDE)
        red, green, blue = (int(colours["ink"][at : at + 2], 16) for at in (1, 3, 5))
        assert visitor.page.evaluate(ink) == f"rgb({red}, {green}, {blue})"
