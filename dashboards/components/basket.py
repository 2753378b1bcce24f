"""The proposal basket: skills that a reader puts aside, kept in the address (`basket=a,b,c`) from page to page."""

from __future__ import annotations

import re

import streamlit as st

from dashboards.components import controls
from dashboards.components.markup import Safe, emit, h, link
from dashboards.context import Context

MOST = 30
"""Skills of one basket: an address has its length, and a proposal its size."""
_ID = re.compile(r"[a-z0-9_]{1,40}\.[a-z0-9_-]{1,80}")


def parse(text: str) -> tuple[str, ...]:
    """Ids of an address, each once, in order; what is no id is passed over."""
    return tuple(dict.fromkeys(i for i in text.split(",") if _ID.fullmatch(i)))[:MOST]


def read() -> tuple[str, ...]:
    """The basket of the address; where the navigation has emptied that, the one that was there before."""
    asked = parse(controls.read("basket"))
    chosen: tuple[str, ...] = asked or st.session_state.get("basket", ())
    if chosen:
        st.session_state["basket"] = chosen
        if not asked:
            controls.write("basket", ",".join(chosen))
    return chosen


def bar(context: Context, page: str) -> None:
    """The way to the basket, where something is in it and the reader is not there already."""
    if context.basket and page != "basket":
        text = context.words("basket.open", n=len(context.basket))
        emit(context.words, h("p", link(text, context.link("basket")), cls="basket"))


def add(context: Context, page: str, skill_id: str) -> Safe:
    """A link that puts a skill into the basket and shows the same view again; or that it is there."""
    words = context.words
    if skill_id in context.basket:
        return h("span", "✓ ", words("basket.inside"), cls="small keep")
    if len(context.basket) >= MOST:
        return h("span", words("basket.full", most=MOST), cls="small keep")
    kept = {name: value for name, value in st.query_params.to_dict().items() if name not in ("lang", "basket")}
    address = context.link(page, **{**kept, "basket": ",".join([*context.basket, skill_id])})
    return h("span", link(words("basket.add"), address), cls="small keep")


def without(context: Context, skill_id: str) -> Safe:
    """A link to the basket without the skill."""
    left = ",".join(other for other in context.basket if other != skill_id)
    return link(context.words("basket.remove"), context.link("basket", basket=left))
