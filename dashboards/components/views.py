"""Saved views: a name and an address of ours. They live in the reader's browser and in files that the reader keeps;
nothing of them stays on the server.

A view holds no data: opened later, it shows the newest build."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

FORMAT, VERSION = "xgap-views", 1
MOST = 100
"""Views in a list."""
LONGEST_NAME, LONGEST_QUERY, LONGEST_FILE = 80, 1500, 400_000
_NAME = re.compile(r"[a-z][a-z_-]{0,30}")
_LIST, _STORE = "views", "views-in-browser"
_KEY = "xgap.views"
_LEFT_OUT = ("lang", "keep")
"""A view opens in the language of whoever opens it."""

_JS = """
export default function ({ data, setStateValue }) {
  let stored = "";
  try {
    if (data.write !== null) window.localStorage.setItem(data.key, data.write);
    stored = window.localStorage.getItem(data.key) || "";
  } catch (problem) {}  // storage is forbidden: the list lasts until the page is closed, and files remain
  if (data.write === null) setStateValue("stored", stored);
}
"""


class BadViews(ValueError):
    """A file that holds no views; `code` says why: too_large, no_views, newer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class View:
    """One view: `page` is the code of a page, `query` what stands in its address."""

    name: str
    page: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        """`skills?status=new`, as `of_address` reads it."""
        return f"{self.page}?{urlencode(self.query)}" if self.query else self.page


def of_address(text: str, pages: Collection[str], name: str = "") -> View | None:
    """The view of an address of ours; None for any other."""
    page, _, query = text.partition("?")
    return _view(name, page, dict(parse_qsl(query)), pages) if len(query) <= LONGEST_QUERY else None


def _view(name: object, page: object, query: object, pages: Collection[str]) -> View | None:
    if not isinstance(name, str) or page not in pages or not isinstance(query, dict):
        return None
    kept = {k: v for k, v in query.items() if k not in _LEFT_OUT}
    sound = all(isinstance(k, str) and _NAME.fullmatch(k) and isinstance(v, str) for k, v in kept.items())
    if not sound or len(urlencode(kept)) > LONGEST_QUERY:
        return None
    return View(" ".join(name.split())[:LONGEST_NAME], str(page), tuple(kept.items()))


def parse(content: str | bytes, pages: Collection[str]) -> tuple[tuple[View, ...], int]:
    """The views of a file, and how many entries were passed over because no page of ours fits them.

    Raises BadViews for a file that is none of ours."""
    if len(content) > LONGEST_FILE:
        raise BadViews("too_large")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as problem:  # UnicodeDecodeError is a ValueError too
        raise BadViews("no_views") from problem
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("views"), list):
        raise BadViews("no_views")
    if found.get("version") != VERSION:
        raise BadViews("newer")
    entries = [e if isinstance(e, dict) else {} for e in found["views"]]
    views = [_view(e.get("name"), e.get("page"), e.get("query"), pages) for e in entries]
    sound = tuple(view for view in views if view is not None and view.name)
    return sound[:MOST], len(entries) - len(sound[:MOST])


def dump(views: Iterable[View]) -> str:
    """The file."""
    rows = [{"name": view.name, "page": view.page, "query": dict(view.query)} for view in views]
    return json.dumps({"format": FORMAT, "version": VERSION, "views": rows}, ensure_ascii=False, indent=1) + "\n"


def joined(first: Iterable[View], more: Iterable[View]) -> tuple[View, ...]:
    """Both lists, the second one's views taking the place of those of the same name."""
    return tuple({view.name: view for view in (*first, *more)}.values())[:MOST]


def here(page: str) -> str:
    """The present view as an address of ours."""
    query = {k: v for k, v in st.query_params.to_dict().items() if k not in _LEFT_OUT and (k != "basket" or page == k)}
    return View("", page, tuple(query.items())).address


def listed() -> tuple[View, ...]:
    """The views that this reader has kept."""
    views: tuple[View, ...] = st.session_state.get(_LIST, ())
    return views


def add(*views: View) -> None:
    """Take views into the list."""
    st.session_state[_LIST] = joined(listed(), views)


def remove(name: str) -> None:
    """Take a view out of the list."""
    st.session_state[_LIST] = tuple(view for view in listed() if view.name != name)


@functools.lru_cache(maxsize=1)
def _component() -> Callable[..., Any]:
    return st.components.v2.component("xgap_views", js=_JS)


def synchronise(pages: Collection[str]) -> None:
    """Read the list that the browser keeps, once; from then on the browser keeps what the list is."""
    stored = (st.session_state.get(_STORE) or {}).get("stored")
    known = st.session_state.get(f"{_LIST}-known", False)
    if isinstance(stored, str) and not known:
        try:
            from_browser, _ = parse(stored, pages) if stored else ((), 0)
        except BadViews:
            from_browser = ()  # not ours, or of a later version: it is written over with the next view that is kept
        st.session_state[_LIST] = joined(from_browser, listed())
        st.session_state[f"{_LIST}-known"] = known = True
    write = dump(listed()) if known else None
    _component()(key=_STORE, data={"key": _KEY, "write": write}, on_stored_change=lambda: None)
