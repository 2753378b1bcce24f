"""HTML from parts: every text is escaped unless it was made here, so that a posting can never become markup."""

from __future__ import annotations

import re
from html import escape

import streamlit as st

from dashboards.words import HTML_LANGUAGE, Words

_VOID = frozenset({"br", "hr"})
_ADDRESS = re.compile(r"(https?://[^\s]+|(?:\./|[a-z-]*)(?:\?[^\s]*)?(?:#[a-z-]+)?)", re.IGNORECASE)
# Characters that turn the direction of the text after them, or that show nothing and split words: a posting could
# use them to make a sentence read as something else. Each becomes one visible character, so that offsets stay.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Safe(str):
    """Markup made by this module."""

    __slots__ = ()


def clean(text: str) -> str:
    """Text without characters that act: control characters become spaces, invisible ones a dot. Length is kept."""
    return INVISIBLE.sub("·", _CONTROL.sub(" ", text))


def safe(content: object) -> Safe:
    """Escaped text; what this module made stays as it is, None is empty."""
    if isinstance(content, Safe):
        return content
    return Safe("" if content is None else escape(clean(str(content)), quote=True))


def h(name: str, *children: object, **attributes: object) -> Safe:
    """One element: `h("td", text, cls="num")`. `_` in an attribute's name stands for `-`; None leaves it out."""
    written = "".join(
        f' {"class" if key == "cls" else key.rstrip("_").replace("_", "-")}="{escape(clean(str(value)), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Safe(f"<{name}{written}>")
    return Safe(f"<{name}{written}>{join(children)}</{name}>")


def join(parts: object, between: object = "") -> Safe:
    """Parts one after the other, lists within lists too; a single part may stand for a list of one."""
    items = parts if isinstance(parts, list | tuple) else (parts,)
    return Safe(safe(between).join(join(i) if isinstance(i, list | tuple) else safe(i) for i in items))


def link(text: object, address: str | None, **attributes: object) -> Safe:
    """A link to a page of ours or to http(s); for any other address only the text."""
    if not address or not _ADDRESS.fullmatch(address):
        return safe(text)
    outside = address.lower().startswith("http")
    return h("a", text, href=address, target="_blank" if outside else None,
             rel="noopener noreferrer nofollow" if outside else None, **attributes)  # fmt: skip


def highlight(text: str, start: int, end: int, limit: int = 200) -> Safe:
    """A short excerpt with the span from `start` to `end` in <mark>; offsets count characters of `text`."""
    shown = clean(text)[:limit]
    start = min(max(start, 0), len(shown))
    end = min(max(end, start), len(shown))
    marked = h("mark", shown[start:end]) if end > start else Safe("")
    return join([shown[:start], marked, shown[end:]])


def emit(words: Words, *content: object) -> None:
    """Draw markup in the page, in the reader's language."""
    st.html(h("div", *content, cls="xg", lang=HTML_LANGUAGE[words.language]))
