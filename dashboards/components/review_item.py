"""One thing to judge: what is known of it, what lies near, the postings behind it, and beside these the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboards.components import controls, evidence, notes, numbers, review_form, review_queue, tables
from dashboards.components import review_words as said
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.review_form import Form
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.roles import Permission
from warehouse import queries, review
from warehouse.queries import waiting
from warehouse.review import Decision


def show(
    context: Context, skill_id: str, competency_id: str | None, decisions: Sequence[Decision], permission: Permission
) -> None:
    """Draw everything about a skill, or about a skill and a clause."""
    words = context.words
    kept = {code: controls.read(code) for code in said.FILTERS}
    emit(words, h("p", link(words("review.back"), context.link("review", **kept)), " · ",
                  link(words("review.to_decision"), "#decide")))  # fmt: skip
    row = context.ask(waiting.reviewed_skill, skill_id)
    seen = review.about(decisions, skill_id, competency_id)
    pair = context.ask(waiting.pair_judged, skill_id, competency_id) if row and competency_id else None
    if row is None and not seen:
        notes.empty(context, words("review.unknown"))
        return
    label = next((d.label for d in reversed(seen) if d.label), skill_id)
    emit(words, h("h2", said.skill_name(context, row) if row else label))
    if competency_id:
        _question(context, pair, competency_id)
    with st.container(key="beside"):
        left, right = st.columns([5, 3], gap="large")
        with right, st.container(key="decide"):
            _panel(context, row or {"skill_id": skill_id, "name": label, "is_known": not review.is_candidate(skill_id)},
                   competency_id, decisions, permission, in_build=row is not None)  # fmt: skip
        with left:
            if row is None:
                notes.empty(context, words("review.not_in_build"))
            else:
                _facts(context, row)
                if not row["is_known"]:
                    _near_known(context, skill_id)
                _near_clauses(context, skill_id, competency_id)
                _evidence(context, row)


def _question(context: Context, pair: Row | None, competency_id: str) -> None:
    words = context.words
    if pair is None:
        found = context.ask(waiting.clauses_called, (competency_id,))
        text = said.clause_text(context, found[0]) if found else competency_id
        emit(words, h("p", words("review.question"), " ", h("strong", text), cls="lead"))
        return
    emit(words, h("p", words("review.question"), " ", h("strong", said.clause_text(context, pair)), h("br"),
                  h("span", link(said.clause_name(context, pair), context.link(
                      "certificate", certificate=pair["certificate"])), " · ", words("review.machine_says", p=(
                          f"{pair['p_covered']:.2f}"), basis=notes.basis(words, pair["basis"])), cls="small"),
                  cls="lead"))  # fmt: skip


def _facts(context: Context, row: Row) -> None:
    words = context.words
    fields = {r["field"]: words.pick(r["zh"], r["en"]) for r in context.ask(waiting.field_names)}
    known = words("skill.known") if row["is_known"] else words("skill.candidate")
    sources = list(context.ask(queries.skill_sources, str(row["skill_id"]))["source"])
    emit(words, notes.facts([
        (words("skill.kind"), f"{words('type.' + str(row['type']))} · {known}"),
        (words("skill.demand"), words("skill.demand_text", n=numbers.vacancies(row["n_vacancies"]),
                                      employers=numbers.vacancies(row["n_employers"]),
                                      sources=numbers.count(row["n_sources"]))),
        (words("review.seen"), h("span", numbers.period(row["first_month"], row["last_month"]))),
        (words("review.sources"), words("list.comma").join(sources)),
        (words("review.field"), fields.get(row["field"] or "", numbers.NOTHING)),
        (words("skill.coverage"), h("span", notes.verdict(words, row["coverage"]))),
        (words("review.more"), link(words("review.skill_page"), context.link("skills", skill=row["skill_id"]))),
    ]))  # fmt: skip
    notes.source_line(context, n=row["n_vacancies"], n_employers=row["n_employers"], sources=sources,
                      period=numbers.period(row["first_month"], row["last_month"]))  # fmt: skip


def _near_known(context: Context, skill_id: str) -> None:
    words = context.words
    section(words, words("review.near_known"), words("review.near_known_text"))
    rows = context.ask(waiting.near_known, skill_id)
    if not rows:
        notes.empty(context, words("review.near_known_empty"))
        return

    def name(row: Row) -> Safe:
        own = said.skill_name(context, row)
        also = (
            words("search.alias", alias=row["spelling"]) if row["spelling"] not in (row["name"], row["name_en"]) else ""
        )
        shown = link(own, context.link("skills", skill=row["skill_id"])) if (row["n_vacancies"] or 0) >= (
            queries.MIN_SHOWN) else own  # fmt: skip
        return join([shown, " ", h("span", also, cls="small")])

    tables.show(context, "near-known", [
        Column(words("review.known_skill"), lambda r: said.skill_name(context, r), name),
        Column(words("skill.kind"), lambda r: words(f"type.{r['type']}")),
        Column(words("skills.n_vacancies"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_vacancies"]) else
               r["n_vacancies"] or 0, lambda r: numbers.vacancies(r["n_vacancies"] or 0), numeric=True),
        Column(words("review.same"), lambda r: r["p_same"], lambda r: numbers.NOTHING if r["p_same"] is None else
               f"{r['p_same']:.2f}", numeric=True),
    ], rows, words("review.near_known_caption"))  # fmt: skip
    notes.source_line(context, note=words("review.same_scale"))


def _near_clauses(context: Context, skill_id: str, asked: str | None) -> None:
    words = context.words
    section(words, words("nearest.title"), words("nearest.text"))
    rows = context.ask(waiting.near_clauses, skill_id)
    if not rows:
        notes.empty(context, words("nearest.empty"))
        return

    def where(row: Row) -> Safe:
        title = link(said.clause_name(context, row), context.link("certificate", certificate=row["certificate"]))
        return join([title, h("div", words("review.this_one"), cls="small") if row["competency_id"] == asked else ""])

    tables.show(context, "nearest", [
        Column(words("nearest.certificate"), lambda r: said.clause_name(context, r), where),
        Column(words("nearest.clause"), lambda r: said.clause_text(context, r)),
        Column(words("nearest.p"), lambda r: r["p_covered"], lambda r: f"{r['p_covered']:.2f}", numeric=True),
        Column(words("nearest.verdict"), lambda r: words(f"verdict.{r['verdict']}"),
               lambda r: notes.verdict(words, r["verdict"])),
        Column(words("nearest.via"), lambda r: words(f"via.{r['via']}")),
        Column(words("nearest.basis"), lambda r: notes.basis(words, r["basis"])),
    ], rows, words("nearest.caption"))  # fmt: skip
    notes.source_line(context, bases=sorted({r["basis"] for r in rows}), note=words("review.scale"))


def _evidence(context: Context, row: Row) -> None:
    words, skill_id = context.words, str(row["skill_id"])
    section(words, words("evidence.title"), words("evidence.text"), anchor="evidence")
    frame = context.ask(queries.evidence, skill_id)
    if frame.empty:
        notes.empty(context, words("evidence.empty"))
        return
    evidence.show(context, "evidence", frame)
    notes.source_line(context, n=row["n_vacancies"], n_employers=row["n_employers"],
                      period=numbers.period(row["first_month"], row["last_month"]),
                      note=words("evidence.sample", n=len(frame)))  # fmt: skip


def _panel(
    context: Context, row: dict[str, Any], competency_id: str | None, decisions: Sequence[Decision],
    permission: Permission, in_build: bool,
) -> None:  # fmt: skip
    words, skill_id = context.words, str(row["skill_id"])
    held = said.bearing(decisions, skill_id, competency_id)
    form = Form(context, row, competency_id, review.about(decisions, skill_id, competency_id))
    emit(words, h("h2", words("review.decide"), id="decide"))
    review_form.tell(context)
    names = said.Names(context, held)
    for decision in held:
        who = h("div", said.by(context, decision, permission.may_write), cls="small")
        emit(words, h("div", h("strong", "✔ ", names.said(decision)), h("div", decision.reason), who, cls="ruling"))
        if permission.may_write:
            with st.expander(words("review.undo_open"), key=f"undo-{'-'.join(decision.subject)}-open"):
                form.undo(decision)
    if held:
        _onward(context, skill_id, competency_id, decisions)
    else:
        emit(words, h("p", words("review.undecided")))
    if not permission.may_write:
        emit(words, h("p", words("review.read_only"), cls="small"))
    elif in_build and not held:
        form.show()
    elif in_build:
        with st.expander(words("review.decide_again"), key=f"again-{skill_id}-{competency_id}"):
            form.show()
    emit(words, h("p", words("review.effect"), cls="small"))
    if not held:
        _onward(context, skill_id, competency_id, decisions)


def _onward(context: Context, skill_id: str, competency_id: str | None, decisions: Sequence[Decision]) -> None:
    """The way to the next thing that waits, in the order of the queue."""
    kind = "clause" if competency_id else "candidate"
    answered = review.answered(decisions)
    rows = review_queue.narrowed(context, kind)
    at = next((i for i, r in enumerate(rows) if (r["skill_id"], r["competency_id"]) == (skill_id, competency_id)), -1)
    following = [*rows[at + 1 :], *rows[: max(at, 0)]]
    found = next((r for r in following if not review_queue.is_answered(answered, r)), None)
    if found is not None:
        text = context.words("review.next", name=said.skill_name(context, found))
        emit(context.words, h("p", link(text, said.link_to(context, found["skill_id"], found["competency_id"]))))
