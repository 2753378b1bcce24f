"""The window on a published build: `xgap dashboard`, or `streamlit run dashboards/app.py`."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

_ROOT = str(Path(__file__).resolve().parent.parent)
if _ROOT not in sys.path:  # Streamlit puts only this file's folder there; last, so that nothing is shadowed
    sys.path.append(_ROOT)

from dashboards.components import basket, frame  # noqa: E402
from dashboards.context import Context, Unreadable, open_build  # noqa: E402
from dashboards.desk import Desk  # noqa: E402
from dashboards.registry import FoundPage, pages  # noqa: E402
from dashboards.words import Words  # noqa: E402
from warehouse.queries import NotPublished  # noqa: E402
from warehouse.settings import Settings  # noqa: E402


def _draw(found: FoundPage, context: Context) -> None:
    frame.page_links(context, [one.page.code for one in pages()], found.page.code)
    frame.banner(context)
    basket.bar(context, found.page.code)
    frame.title(context, found.page.code)
    found.render(context)
    frame.foot(context)


def _short(words: Words, code: str) -> str:
    """A page's name in the navigation, where there is room for one line only."""
    return words(f"{code}.short") if words.has(f"{code}.short") else words(f"{code}.title")


def _only(words: Words, draw: partial[None]) -> None:
    page = st.Page(lambda: draw(), title=words("app.name"), url_path="overview", default=True)
    navigation = st.navigation([page], position="hidden")
    frame.head(words)
    navigation.run()


def _goes_elsewhere(start_page: str) -> bool:
    """Two addresses of which Streamlit says, in English, that there is no such page, although there is.

    Until the first `st.navigation` of a process, it takes our `pages/` for pages of its older kind: going to the same
    address once more is the cure. And the start page has no address but the root: its name leads there."""
    older, address = getattr(PagesManager, "uses_pages_directory", False), st.context.url or ""
    path = urlsplit(address).path
    if path.rstrip("/").rpartition("/")[2] == start_page:
        address = address[: address.rindex(start_page)]
    elif not older or path in ("", "/"):
        return False
    PagesManager.uses_pages_directory = False
    target = json.dumps(f"{address}?{urlencode(st.query_params.to_dict())}").replace("<", "\\u003c")
    st.html(f"<script>window.location.replace({target})</script>", unsafe_allow_javascript=True)
    return True


def main() -> None:
    """One rerun: language, build, page."""
    st.set_page_config(layout="wide", page_icon=str(frame.ICON), initial_sidebar_state="collapsed")
    if _goes_elsewhere(pages()[0].page.code):
        st.stop()
    words = Words(frame.language())
    settings = Settings()
    try:
        build = open_build(settings.data)
    except NotPublished:
        _only(words, partial(frame.nothing_published, words))
        return
    except Unreadable as problem:
        _only(words, partial(frame.unreadable, words, str(problem)))
        return
    found = pages()
    context = Context(build, words, found[0].page.code, Desk(settings), basket.read(), settings.data)
    navigation = st.navigation(
        [
            st.Page(
                partial(_draw, one, context), title=_short(words, one.page.code), icon=one.page.icon,
                url_path=one.page.code, default=one is found[0],
            )
            for one in found
        ],
        position="top",
    )  # fmt: skip
    frame.head(words)
    navigation.run()


main()
