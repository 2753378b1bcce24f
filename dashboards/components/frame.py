"""What surrounds every page: style, name, language switch, banner, foot."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboards.components import palette, views
from dashboards.components.controls import read, write
from dashboards.components.markup import Safe, emit, h, link
from dashboards.components.numbers import moment
from dashboards.context import Context
from dashboards.words import LANGUAGES, Language, Words, language_of

_STYLE = Path(__file__).parent / "style.css"
ICON = Path(__file__).parent / "icon.svg"
"""Our own file: Streamlit would fetch its icons for the browser's tab from another site."""
_OWN_NAMES: dict[str, str] = {"zh": "中文", "en": "English"}
_COMMANDS = ("xgap demo", "xgap import FILE", "xgap run", "xgap dashboard")


def language() -> Language:
    """The reader's language; a choice that was made stays in the address on every page."""
    asked = read("lang")
    chosen = asked if asked in LANGUAGES else st.session_state.get("language")
    if chosen:
        st.session_state["language"] = chosen
        if asked != chosen:  # the navigation takes all else out of the address
            write("lang", chosen)
    return language_of(asked, chosen, st.context.locale)


def head(words: Words) -> None:
    """Style, name and language switch."""
    st.html(f"<style>{palette.variables(palette.now())}\n{_STYLE.read_text('utf-8')}</style>")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="masthead"):
        emit(words, h("div", h("strong", words("app.name")), h("span", words("app.tagline")), cls="masthead"))
        _switch(words)


def _switch(words: Words) -> None:
    st.session_state["language-switch"] = words.language

    def changed() -> None:
        code = st.session_state["language-switch"] or words.language
        st.session_state["language"] = code
        write("lang", code)

    st.segmented_control(
        words("app.language"), LANGUAGES, format_func=lambda code: _OWN_NAMES[code], key="language-switch",
        on_change=changed, label_visibility="collapsed", required=True,
    )  # fmt: skip


def page_links(context: Context, codes: list[str], current: str) -> None:
    """Links between the pages for narrow screens, where Streamlit folds its own navigation away."""
    links = [
        link(context.words(f"{code}.title"), context.link(code), aria_current="page" if code == current else None)
        for code in codes
    ]
    emit(context.words, h("nav", links, cls="pages", aria_label=context.words("app.pages")))


def banner(context: Context) -> None:
    """Says in both languages that the data is invented, when it is."""
    if context.build.demonstration:
        emit(
            context.words,
            h(
                "div",
                h("span", "⚠", aria_hidden="true"),
                " 演示数据，非真实招聘 / Demonstration data, invented",
                cls="banner",
                role="alert",
            ),
        )


def title(context: Context, page: str) -> None:
    """Heading and lead of a page."""
    words = context.words
    emit(words, h("h1", words(f"{page}.title")), h("p", words(f"{page}.lead"), cls="lead"))
    if page != "views":
        here = context.link("views", keep=views.here(page))
        emit(words, h("p", link(words("views.keep_here"), here), cls="small keep-view"))


def section(words: Words, heading: str, text: str = "", anchor: str | None = None) -> None:
    """Heading of a part of a page."""
    emit(words, h("h2", heading, id=anchor), h("p", text, cls="subtitle") if text else "")


def foot(context: Context) -> None:
    """Build, month and time under every page."""
    words, build = context.words, context.build
    emit(words, h("footer",
                  h("span", words("foot.build", build=build.build_id)), " ",
                  h("span", words("foot.as_of", month=context.as_of or words("foot.no_trend"))), " ",
                  h("span", words("foot.built_at", when=moment(build.facts.get("built_at", "")))), " ",
                  link(words("foot.method"), context.link("method"))))  # fmt: skip


def _notice(words: Words, heading: str, text: str, *more: Safe) -> None:
    emit(words, h("div", h("h1", heading), h("p", text, cls="lead"), *more, cls="notice"))


def nothing_published(words: Words) -> None:
    """The first thing a new installation shows."""
    steps = [
        h("li", h("code", command), h("span", words(f"nothing.step_{command.split()[1]}"))) for command in _COMMANDS
    ]
    _notice(words, words("nothing.title"), words("nothing.text"), h("ol", steps, cls="steps"))


def unreadable(words: Words, problem: str) -> None:
    """A build that is there and cannot be read."""
    _notice(words, words("unreadable.title"), words("unreadable.text"), h("p", h("code", problem)))
