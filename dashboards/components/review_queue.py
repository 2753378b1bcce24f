"""The queue: what the machine would have people judge, filtered, a page at a time, and each thing's state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboards.components import controls, notes, numbers, tables
from dashboards.components import review_words as said
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from warehouse import queries, review
from warehouse.queries import waiting
from warehouse.review import Decision

PER_PAGE = 20
_NAMES = ("name", "name_en", "text", "text_en", "title", "title_en", "skill_id")


def show(context: Context, decisions: Sequence[Decision], in_full: bool) -> None:
    """Draw filters, table, paging and what to take away."""
    words = context.words
    section(words, words("review.queue"), words("review.queue_text", least=queries.MIN_SHOWN))
    kind = _filters(context)
    answered, decided = review.answered(decisions), controls.read("state") == "decided"
    rows = [row for row in narrowed(context, kind) if is_answered(answered, row) == decided]
    if not rows:
        notes.empty(context, words("review.none" if decided else "review.empty"))
        return
    page = controls.page_number("page", -(-len(rows) // PER_PAGE))
    first = (page - 1) * PER_PAGE
    part = rows[first : first + PER_PAGE]
    caption = words("review.caption", first=first + 1, last=first + len(part), total=numbers.count(len(rows)))
    columns = _columns(context, kind, decisions, in_full)
    emit(words, tables.table(columns, part, caption))
    ids = ("skill_id", "competency_id", "p_covered") if kind == "clause" else ("skill_id", "known_id", "p_same")
    tables.download(context, f"review-{kind}", [*columns, *map(tables.raw, ids)], rows)
    _line(context, kind, rows)


def of_kind(context: Context, kind: str) -> list[dict[str, Any]]:
    """All things of a kind, whatever their state; `competency_id` is None for a candidate."""
    if kind == "clause":
        return context.ask(waiting.waiting_clauses)
    return [{**row, "competency_id": None} for row in context.ask(waiting.waiting_candidates)]


def narrowed(context: Context, kind: str) -> list[dict[str, Any]]:
    """What the address's field and words leave, in the queue's order, whatever its state."""
    rows = of_kind(context, kind)
    field, text = controls.read("field"), controls.read("q").casefold().strip()
    if field not in {row["field"] for row in rows}:
        field = ""

    def names(row: Row) -> str:
        return " ".join(str(row.get(code) or "") for code in _NAMES).casefold()

    return [row for row in rows if field in ("", row["field"]) and text in names(row)]


def is_answered(answered: review.Answered, row: Row) -> bool:
    """Whether people have judged the thing of a row."""
    if row["competency_id"] is None:
        return answered.candidate(row["skill_id"])
    return answered.clause(row["skill_id"], row["competency_id"])


def _filters(context: Context) -> str:
    words = context.words
    one, two, three, four = st.columns([3, 3, 3, 3], vertical_alignment="bottom")
    with one:
        kind = controls.choose_between("kind", words("review.kind"), said.KINDS, lambda c: words(f"review.kind_{c}"),
                                       words("review.kind_help"), "page")  # fmt: skip
    with two:
        controls.choose_between("state", words("review.state"), said.STATES, lambda c: words(f"review.state_{c}"),
                                words("review.state_help"), "page")  # fmt: skip
    fields = _fields(context)
    present = {row["field"] for row in of_kind(context, kind)}
    with three:
        controls.choose_one("field", words("review.field"), [code for code in fields if code in present],
                            lambda c: fields[c], words("skills.all"), "page")  # fmt: skip
    with four:
        controls.search("q", words("review.find"), words("review.find_hint"), "page")
    return kind


def _fields(context: Context) -> dict[str, str]:
    return {r["field"]: context.words.pick(r["zh"], r["en"]) for r in context.ask(waiting.field_names)}


def _columns(context: Context, kind: str, decisions: Sequence[Decision], in_full: bool) -> list[Column]:
    words, fields = context.words, _fields(context)
    held = review.in_force(decisions)
    names = said.Names(context, held)
    about: dict[str, list[Decision]] = {}
    for decision in held:
        about.setdefault(decision.skill_id, []).append(decision)

    def state(row: Row) -> str:
        found = said.bearing(about.get(row["skill_id"], ()), row["skill_id"], row["competency_id"])
        if not found:
            return words("review.moot")
        return words("list.comma").join(f"{names.said(d)} ({said.by(context, d, in_full)})" for d in found)

    def name(row: Row) -> Safe:
        address = said.link_to(context, row["skill_id"], row["competency_id"])
        kind_of = words("list.comma").join(filter(None, [
            words(f"type.{row['type']}"), "" if row["is_known"] else words("skills.candidate")
        ]))  # fmt: skip
        return join([link(said.skill_name(context, row), address), " ", h("span", kind_of, cls="small")])

    columns = [
        Column(words("skills.skill"), lambda r: said.skill_name(context, r), name),
        Column(words("review.field"), lambda r: fields.get(r["field"] or "", numbers.NOTHING)),
        Column(words("review.first_seen"), lambda r: r["first_month"] or numbers.NOTHING),
        Column(words("skills.n_vacancies"), lambda r: r["n_vacancies"], lambda r: numbers.vacancies(r["n_vacancies"]),
               numeric=True),
        Column(words("gaps.employers"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_employers"]) else
               r["n_employers"], lambda r: numbers.vacancies(r["n_employers"]), numeric=True),
        Column(words("skills.n_sources"), lambda r: r["n_sources"], lambda r: numbers.count(r["n_sources"]),
               numeric=True),
    ]  # fmt: skip
    if kind == "clause":
        columns[1:3] = [
            Column(words("nearest.clause"), lambda r: f"{said.clause_name(context, r)}: {said.clause_text(context, r)}",
                   lambda r: join([h("span", said.clause_name(context, r), cls="small"), h("br"),
                                   said.clause_text(context, r)])),
            Column(words("nearest.p"), lambda r: r["p_covered"], lambda r: f"{r['p_covered']:.2f}", numeric=True),
            Column(words("nearest.basis"), lambda r: notes.basis(words, r["basis"]),
                   lambda r: h("span", notes.basis(words, r["basis"]), cls="keep")),
        ]  # fmt: skip
    if controls.read("state") == "decided":
        return [*columns, Column(words("review.state_decided"), state)]
    return [*columns, *_hints(context)] if kind == "candidate" else columns


def _hints(context: Context) -> list[Column]:
    """What the machine makes of a candidate, so that likely merges are seen at a glance."""
    words = context.words

    def known(row: Row) -> str:
        return words.pick(row["known_name"], row["known_name_en"]) or numbers.NOTHING

    def with_p(row: Row) -> Safe:
        p = "" if row["p_same"] is None else f"{row['p_same']:.2f}"
        return join([known(row), " ", h("span", p, cls="small keep")])

    return [
        Column(words("review.nearest_known"), known, with_p),
        Column(words("skills.coverage"), lambda r: words(f"verdict.{r['coverage']}"),
               lambda r: notes.verdict(words, r["coverage"])),
    ]  # fmt: skip


def _line(context: Context, kind: str, rows: Sequence[Row]) -> None:
    totals = context.ask(queries.totals)
    bases = sorted({str(r["basis"]) for r in rows}) if kind == "clause" else ()
    notes.source_line(context, n=totals.n_domestic, n_employers=totals.n_employers, sources=totals.sources,
                      period=numbers.period(totals.first, totals.last), bases=bases,
                      note=context.words("review.scale") if kind == "clause" else "")  # fmt: skip
