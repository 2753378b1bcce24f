"""Saved views: keep the present one under a name, open, hand on and take back."""

from __future__ import annotations

from urllib.parse import urljoin

import streamlit as st

from dashboards.components import controls, notes, upload, views
from dashboards.components.frame import section
from dashboards.components.markup import emit, h, join, link
from dashboards.components.views import BadViews, View
from dashboards.context import Context
from dashboards.registry import Page, pages

PAGE = Page(code="views", icon=":material/bookmark:", order=34)


def render(context: Context) -> None:
    """Draw the page."""
    notes.caveat(context, "views")
    codes = [one.page.code for one in pages()]
    views.synchronise(codes)
    _keep(context, codes)
    _list(context)
    _files(context, codes)


def _address(context: Context, view: View) -> str:
    return context.link(view.page, **dict(view.query))


def _what(context: Context, view: View) -> str:
    """The page and what is chosen on it."""
    chosen = context.words("list.comma").join(f"{name}={value}" for name, value in view.query)
    return context.words(f"{view.page}.title") + (f" · {chosen}" if chosen else "")


def _keep(context: Context, codes: list[str]) -> None:
    words, asked = context.words, controls.read("keep")
    if not asked:
        return
    section(words, words("views.keep"))
    view = views.of_address(asked, codes)
    if view is None:
        notes.empty(context, words("views.not_ours"))
        return
    emit(words, h("p", link(_what(context, view), _address(context, view))))
    with st.form("keep-view", border=False):
        name = st.text_input(words("views.name"), max_chars=views.LONGEST_NAME, key="view-name",
                             placeholder=words(f"{view.page}.title"))  # fmt: skip
        if st.form_submit_button(words("views.save"), type="primary", icon=":material/bookmark_add:"):
            views.add(View(" ".join(name.split()) or words(f"{view.page}.title"), view.page, view.query))
            controls.write("keep", "")
            st.rerun()


def _list(context: Context) -> None:
    words, kept = context.words, views.listed()
    section(words, words("views.list"), words("views.list_text"))
    if not kept:
        notes.empty(context, words("views.empty"))
        return
    for at, view in enumerate(kept):
        with st.container(horizontal=True, vertical_alignment="center", key=f"view-{at}"):
            emit(words, h("p", join([h("strong", link(view.name, _address(context, view))), h("br"),
                                     h("span", _what(context, view), cls="small")])))  # fmt: skip
            st.button(words("views.remove"), key=f"remove-view-{at}", type="tertiary", icon=":material/delete:",
                      on_click=views.remove, args=(view.name,))  # fmt: skip
    with st.expander(words("views.links"), icon=":material/link:"):
        own = st.context.url or ""
        lines = [f"{view.name}\n{urljoin(own, _address(context, view))}" for view in kept]
        st.code("\n\n".join(lines), language=None, wrap_lines=True)


def _files(context: Context, codes: list[str]) -> None:
    words, kept = context.words, views.listed()
    section(words, words("views.file"), words("views.file_text"))
    if kept:
        label = words("views.download", n=len(kept))
        st.download_button(label, views.dump(kept), "xgap-views.json", "application/json", key="views-file",
                           on_click="ignore", icon=":material/download:")  # fmt: skip
    given = upload.one_file(context, "views-upload", words("views.upload"), "json")
    if given is None:
        return
    try:
        found, passed_over = views.parse(given.getvalue(), codes)
    except BadViews as problem:
        emit(words, h("div", h("p", "✕ ", words(f"views.problem.{problem.code}")), cls="told bad", role="alert"))
        return
    if st.session_state.get("views-taken") != given.file_id:
        st.session_state["views-taken"] = given.file_id
        views.add(*found)
        st.rerun()
    told = words("views.taken", n=len(found)) + (words("views.passed_over", n=passed_over) if passed_over else "")
    emit(words, h("div", h("p", "✓ ", told), cls="told good", role="status"))
