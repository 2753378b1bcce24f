"""For schools: a list of certificates against the demand of a province, what to add, and what of it is wanted where."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards.components import controls, notes, numbers, schools, tables, upload
from dashboards.components.frame import section
from dashboards.components.markup import emit, h
from dashboards.components.schools import Choice
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries
from warehouse.queries import NotAList

PAGE = Page(code="schools", icon=":material/apartment:", order=26)


def render(context: Context) -> None:
    """Draw the page."""
    words = context.words
    notes.caveat(context, "schools")
    rows = tables.records(context.ask(queries.certificates).drop_duplicates("certificate"))
    if not rows:
        notes.empty(context, words("certificate.none"))
        return
    titles = {str(r["certificate"]): (str(r["title"]), str(r["title_en"] or "")) for r in rows}
    choice = _choose(context, titles, {r["basis"] for r in rows})
    coverage = context.ask(queries.local_coverage, choice.offered, choice.province)
    if coverage["share"] is None:
        notes.empty(context, words("schools.too_few", n=numbers.vacancies(coverage["n_vacancies"]), place=choice.place,
                                   least=queries.MIN_COMPARED, employers=queries.MIN_SHOWN))  # fmt: skip
        return
    demand = context.ask(queries.local_demand, choice.province)
    if choice.offered:
        schools.covered(context, choice, coverage, demand)
    else:
        notes.empty(context, words("schools.nothing_offered"))
    schools.shortest(context, choice, coverage, demand)
    if choice.offered:
        _one(context, choice)
        schools.tools(context, choice)


def _choose(context: Context, titles: dict[str, tuple[str, str]], bases: set[Any]) -> Choice:
    """Province, list from a file or by hand. A file only fills the list, which stands in the address."""
    words = context.words
    names = {code: words.pick(*both) for code, both in titles.items()}
    places = {r["province_code"]: words.pick(r["zh"], r["en"]) for r in tables.records(context.ask(queries.provinces))}
    section(words, words("schools.offered"), words("schools.offered_text"))
    first, second = st.columns(2)
    with first:
        given = upload.one_file(context, "schools-list", words("schools.upload"), "csv", "txt", "xlsx", "xls")
        st.download_button(
            words("schools.example"), _example(titles), "xgap-certificates.csv", "text/csv", key="schools-example",
            on_click="ignore", type="tertiary", icon=":material/download:",
        )  # fmt: skip
    if given is not None:
        _read(context, given.getvalue(), given.file_id, titles)
    with second:
        province = controls.choose_one("province", words("regions.province"), list(places), places.__getitem__,
                                       words("regions.all_provinces")) or ""  # fmt: skip
        offered = controls.choose_many("offered", words("schools.certificates"), list(names), names.__getitem__,
                                       words("schools.by_hand"))  # fmt: skip
    return Choice(tuple(offered), province, places[province] if province else words("regions.all_provinces"), names,
                  tuple(b for b in notes.BASES if b in bases))  # fmt: skip


def _example(titles: dict[str, tuple[str, str]]) -> bytes:
    """Three certificates of this build, as a list looks."""
    return ("\ufeff" + "\r\n".join(["证书", *(zh for zh, _ in list(titles.values())[:3])]) + "\r\n").encode()


def _read(context: Context, content: bytes, file_id: str, titles: dict[str, tuple[str, str]]) -> None:
    """Say what was found in the file; put its certificates into the address, once."""
    words = context.words
    try:
        names = queries.names_in(content)
    except NotAList as problem:
        said = words(f"schools.problem.{problem.problem}", has=problem.has or numbers.NOTHING)
        emit(words, h("div", h("p", "✕ ", said), cls="told bad", role="alert"))
        return
    found = queries.recognise(names, titles)
    if found.certificates and st.session_state.get("schools-read") != file_id:
        st.session_state["schools-read"] = file_id
        controls.write("offered", ",".join(found.certificates))
        st.rerun()
    good = bool(found.certificates)
    lines = [h("p", "✓ " if good else "✕ ", words("schools.read", n=len(names), known=len(found.certificates)))]
    if found.unknown:
        lines.append(h("p", words("schools.unknown")))
        lines.append(h("ul", [
            h("li", name, words("schools.near", name=words.pick(*titles[near])) if near else "")
            for name, near in found.unknown[:20]
        ], cls="plain"))  # fmt: skip
    if len(found.unknown) > 20:
        lines.append(h("p", words("schools.more_unknown", n=len(found.unknown) - 20)))
    emit(words, h("div", *lines, cls=f"told {'good' if good else 'bad'}", role="status"))


def _one(context: Context, choice: Choice) -> None:
    words = context.words
    section(words, words("schools.one"), words("schools.one_text"))
    code = controls.choose_one("certificate", words("schools.which"), choice.offered, choice.names.__getitem__,
                               words("schools.which"), default=choice.offered[0]) or choice.offered[0]  # fmt: skip
    schools.requirements(context, choice, code)
    schools.soft(context, choice, code)
