"""Occupations: which ones employers ask for by title, which certificates serve them, which new ones have none."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards.components import controls, notes, numbers, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link, safe
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries

PAGE = Page(code="occupations", icon=":material/work:", order=29)

SERVES = 0.1
"""Part of an occupation's vacancies that a certificate's job group must hold to be named beside it."""
NAMED = 3
"""Certificates that are named beside one occupation."""
PER_PAGE = 25
MARKS = (("digital", "S"), ("green", "L"))
"""Marks of the 2022 table, with the letters that it prints."""


def render(context: Context) -> None:
    """Draw the page."""
    words = context.words
    notes.caveat(context, "occupations")
    whole = context.ask(queries.occupations_mapped)
    if whole.n_mapped < queries.MIN_SHOWN:
        notes.empty(context, words("occupations.empty"))
        return
    new = context.ask(queries.new_occupations)
    lacking = [r for r in new if not r["same_zh"] and not r["part_zh"]]
    _figures(context, whole, len(lacking), len(new))
    fields = {r["field"]: words.pick(r["field_zh"], r["field_en"]) or str(r["field"])
              for r in tables.records(context.ask(queries.occupation_fields))}  # fmt: skip
    serving = tables.records(context.ask(queries.certificate_occupations))
    titles = {r["certificate"]: words.pick(r["title"], r["title_en"]) for r in serving}
    first, second = st.columns(2)
    with first:
        field = controls.choose_one("field", words("regions.field"), list(fields), fields.__getitem__,
                                    words("regions.all_fields"), "page") or ""  # fmt: skip
    with second:
        chosen = controls.choose_one("certificate", words("certificate.choose"), sorted(titles), titles.__getitem__,
                                     words("certificate.placeholder"))  # fmt: skip
    if chosen:
        _group(context, titles[chosen], [r for r in serving if r["certificate"] == chosen])
    _demand(context, field, fields.get(field, words("regions.all_fields")), serving)
    _lacking(context, lacking)
    _named(context, [r for r in new if r not in lacking])


def _line(context: Context, whole: queries.Mapped | None = None, *, interval: bool = False) -> None:
    shown = whole or context.ask(queries.occupations_mapped)
    notes.source_line(context, n=shown.n_total, n_employers=shown.n_employers, sources=shown.sources,
                      period=numbers.period(shown.first, shown.last),
                      interval=interval, note=context.words("occupations.basis"))  # fmt: skip


def _interval(low: Any, high: Any) -> str:
    return numbers.NOTHING if numbers.missing(low) else f"{numbers.percent(low)}–{numbers.percent(high)}"


def _figures(context: Context, whole: queries.Mapped, n_lacking: int, n_new: int) -> None:
    words = context.words
    listed = context.ask(queries.lists_found)
    low, high = numbers.wilson(whole.n_mapped, whole.n_total, size=whole.n_effective)
    shown = tables.records(context.ask(queries.occupations))
    notes.key_figures(words, [
        (words("occupations.mapped"), numbers.percent(whole.n_mapped / whole.n_total),
         words("occupations.mapped_text", n=numbers.count(whole.n_mapped), interval=_interval(low, high))),
        (words("occupations.shown"), numbers.count(len(shown)), words("occupations.shown_text")),
        (words("occupations.digital_part"), numbers.percent(_digital(shown)), words("occupations.digital_text")),
        (words("occupations.lacking"), numbers.count(n_lacking),
         words("occupations.lacking_of", n=n_new, listed=listed.get("catalogue_listed", numbers.NOTHING),
               total=listed.get("catalogue_total", numbers.NOTHING))),
    ])  # fmt: skip
    _line(context, whole, interval=True)


def _digital(shown: list[dict[str, Any]]) -> float | None:
    n = sum(r["n_vacancies"] for r in shown)
    return sum(r["n_vacancies"] for r in shown if r["digital"]) / n if n else None


def _name(context: Context, row: Row) -> str:
    return context.words.pick(row["zh"], row["en"])


def _mark_words(context: Context, row: Row) -> str:
    if row["digital"] is None:
        return context.words("occupations.no_marks")
    return (
        context.words("list.comma").join(
            f"{sign} {context.words(f'occupations.marks.{code}')}" for code, sign in MARKS if row[code]
        )
        or numbers.NOTHING
    )


def _marks(context: Context, row: Row) -> Safe:
    if row["digital"] is None:
        return h("span", context.words("occupations.no_marks"), cls="small")
    return join([
        h("span", h("span", sign, cls="sign", aria_hidden="true"), "\u00a0",
          context.words(f"occupations.marks.{code}"), cls="badge")
        for code, sign in MARKS if row[code]
    ], safe(" ")) or safe(numbers.NOTHING)  # fmt: skip


def _head(context: Context) -> list[Column]:
    """The first columns of every table here: name, code, marks."""
    words = context.words
    return [
        Column(words("occupations.occupation"), lambda r: _name(context, r)),
        Column(
            words("occupations.code"),
            lambda r: r["code"] or numbers.NOTHING,
            lambda r: (r["code"] or numbers.NOTHING).replace("-", "\u2011"),
        ),  # a code stays on one line
        Column(words("occupations.mark"), lambda r: _mark_words(context, r), lambda r: _marks(context, r)),
    ]


def _counts(context: Context) -> list[Column]:
    return [
        Column(context.words(f"regions.{code}"),
               lambda r, c=code: numbers.SUPPRESSED if r[c] is None else r[c],  # type: ignore[misc]
               lambda r, c=code: numbers.SUPPRESSED if r[c] is None else numbers.count(r[c]),  # type: ignore[misc]
               numeric=True)
        for code in ("n_vacancies", "n_employers")
    ]  # fmt: skip


def _part(context: Context, label: str, key: str) -> Column:
    return Column(context.words(label), lambda r: None if r[key] is None else round(r[key], 6),
                  lambda r: numbers.percent(r[key]), numeric=True)  # fmt: skip


def _demand(context: Context, field: str, name: str, serving: list[dict[str, Any]]) -> None:
    words = context.words
    section(words, words("occupations.demand", name=name),
            words("occupations.demand_text", serves=numbers.limit(SERVES), n=NAMED))  # fmt: skip
    rows = tables.records(context.ask(queries.occupations, field))
    if not rows:
        notes.empty(context, words("occupations.none"))
        return
    served: dict[str, list[dict[str, Any]]] = {}
    for one in serving:
        if one["share_of_occupation"] >= SERVES:
            served.setdefault(one["occupation"], []).append(one)

    def title(one: Row) -> str:
        return words.pick(one["title"], one["title_en"])

    def certificates(row: Row) -> str:
        return (
            words("list.comma").join(
                f"{title(one)} {numbers.percent(one['share_of_occupation'])}"
                for one in served.get(row["occupation"], [])[:NAMED]
            )
            or numbers.NOTHING
        )

    def linked(row: Row) -> Safe:
        return join([
            h("span", link(title(one), context.link("certificate", certificate=one["certificate"])), " ",
              numbers.percent(one["share_of_occupation"]))
            for one in served.get(row["occupation"], [])[:NAMED]
        ], safe(words("list.comma"))) or safe(numbers.NOTHING)  # fmt: skip

    columns = [
        *_head(context), *_counts(context), _part(context, "occupations.share", "share"),
        Column(words("regions.interval"), lambda r: _interval(r["low"], r["high"]), numeric=True),
        Column(words("occupations.certificates"), certificates, linked),
    ]  # fmt: skip
    pages = -(-len(rows) // PER_PAGE)
    start = (controls.page_number("page", pages) - 1) * PER_PAGE
    shown = rows[start : start + PER_PAGE]
    caption = words("occupations.demand_caption", first=start + 1, last=start + len(shown), total=len(rows))
    emit(words, tables.table(columns, shown, caption))
    tables.download(context, "occupations", columns, rows)
    _line(context, context.ask(queries.occupations_mapped, field), interval=True)


def _group(context: Context, title: str, rows: list[dict[str, Any]]) -> None:
    words = context.words
    section(words, words("occupations.group", title=title), words("occupations.group_text"))
    tables.show(context, "occupations-group", [
        *_head(context), *_counts(context), _part(context, "occupations.of_group", "share_of_group"),
        _part(context, "occupations.of_occupation", "share_of_occupation"),
    ], rows, words("occupations.group", title=title))  # fmt: skip
    whole = context.ask(queries.occupations_mapped)
    notes.source_line(context, n=rows[0]["n_target"], sources=whole.sources, note=words("occupations.basis"))


def _lacking(context: Context, rows: list[dict[str, Any]]) -> None:
    words = context.words
    listed = context.ask(queries.lists_found)
    section(words, words("occupations.new"), words("occupations.new_text", **{
        name: listed.get(name, numbers.NOTHING) for name in
        ("catalogue_listed", "catalogue_total", "new_occupations_listed", "new_occupations_total")
    }), anchor="new")  # fmt: skip
    if not rows:
        notes.empty(context, words("occupations.new_none"))
        return
    asked = [r for r in rows if r["n_vacancies"]]
    emit(words, h("h3", words("occupations.new_message", n=len(rows), asked=len(asked)), cls="message"))
    columns = [*_head(context), _batch(context), *_counts(context)]
    if asked:
        emit(words, tables.table(columns, asked, words("occupations.new_asked")))
    with st.expander(words("occupations.named_open", n=len(rows)), icon=":material/table_rows:"):
        tables.show(context, "occupations-new", columns, rows, words("occupations.new"))
    _line(context)


def _batch(context: Context) -> Column:
    return Column(context.words("occupations.batch"), lambda r: r["batch"], numeric=True)


def _named(context: Context, rows: list[dict[str, Any]]) -> None:
    words = context.words
    section(words, words("occupations.named"), words("occupations.named_text"))
    if not rows:
        notes.empty(context, words("occupations.named_none"))
        return

    def names(row: Row, extent: str) -> str:
        both = zip(row[f"{extent}_zh"], row[f"{extent}_en"], strict=True)
        return words("list.comma").join(words.pick(zh, en) for zh, en in both) or numbers.NOTHING

    with st.expander(words("occupations.named_open", n=len(rows)), icon=":material/table_rows:"):
        tables.show(context, "occupations-named", [
            *_head(context), _batch(context), *_counts(context),
            Column(words("occupations.same"), lambda r: names(r, "same")),
            Column(words("occupations.part"), lambda r: names(r, "part")),
        ], rows, words("occupations.named"))  # fmt: skip
    _line(context)
