"""What was decided: how often people confirmed the machine, every decision with its author, files out and in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboards.components import controls, notes, numbers, review_form, tables
from dashboards.components import review_words as said
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.desk import NotAllowed
from dashboards.roles import Permission
from warehouse import review
from warehouse.problems import BadInput
from warehouse.review import Decision

PER_PAGE = 25
MOST_BYTES = 5_000_000
_UPLOAD = "review-upload"


def show(context: Context, decisions: Sequence[Decision], permission: Permission) -> None:
    """Draw the three parts."""
    precision(context, decisions)
    _list(context, decisions, permission.may_write)
    _files(context, decisions, permission)


def precision(context: Context, decisions: Sequence[Decision]) -> None:
    """Shares of the machine's proposals that people confirmed, with n and interval."""
    words = context.words
    section(words, words("review.precision"), words("review.precision_text"))
    rows = review.precision(decisions)
    if not any(row["judged"] for row in rows):
        notes.empty(context, words("review.precision_empty"))
        return
    tables.show(context, "precision", [
        Column(words("review.proposal"), lambda r: words(f"review.proposal_{r['proposal']}")),
        Column(words("review.judged"), lambda r: r["judged"], lambda r: numbers.count(r["judged"]), numeric=True),
        Column(words("review.confirmed"), lambda r: r["confirmed"], lambda r: numbers.count(r["confirmed"]),
               numeric=True),
        Column(words("review.share"), lambda r: r["share"], lambda r: numbers.percent(r["share"]), numeric=True),
        Column(words("trend.interval"), _interval, numeric=True),
    ], rows, words("review.precision_caption"))  # fmt: skip
    notes.source_line(context, interval=True, note=words("review.precision_note"))


def _interval(row: Row) -> str:
    if row["low"] is None:
        return numbers.NOTHING
    return f"{numbers.percent(row['low'])}–{numbers.percent(row['high'])}"


def _rows(context: Context, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """One row per decision, the latest first."""
    held, known = set(review.in_force(decisions)), said.Known(context)
    rows = []
    for decision in decisions:
        holds = decision in held
        idle = holds and review.idle(decision, known.skills, known.clauses) is not None
        state = "idle" if idle else "holds" if holds else "withdrawn" if decision.kind == "withdraw" else "past"
        rows.append({"competency_id": None, "label": None, **decision.row(), "state": state,
                     "decision": decision})  # fmt: skip
    return sorted(rows, key=lambda r: str(r["decided_at"]), reverse=True)


def _list(context: Context, decisions: Sequence[Decision], in_full: bool) -> None:
    words = context.words
    section(words, words("review.past"), words("review.past_text"))
    if not decisions:
        notes.empty(context, words("review.none"))
        return
    one, _ = st.columns([3, 6])
    with one:
        kind = controls.choose_one("what", words("review.decision"), review.KINDS, lambda c: words(f"review.do_{c}"),
                                   words("skills.all"), "page")  # fmt: skip
    rows = [row for row in _rows(context, decisions) if kind in (None, row["kind"])]
    if not rows:
        notes.empty(context, words("review.none"))
        return
    page = controls.page_number("page", -(-len(rows) // PER_PAGE))
    first = (page - 1) * PER_PAGE
    part = rows[first : first + PER_PAGE]
    names = said.Names(context, decisions)

    def about(row: Row) -> Safe:
        address = said.link_to(context, row["skill_id"], row["competency_id"])
        return join([link(names.skill(row["skill_id"], row["label"]), address)])

    def clause(row: Row) -> str:
        return names.clause(row["competency_id"]) if row["competency_id"] else numbers.NOTHING

    columns = [
        Column(words("skills.skill"), lambda r: names.skill(r["skill_id"], r["label"]), about),
        Column(words("review.clause_of"), clause),
        Column(words("review.decision"), lambda r: names.said(r["decision"])),
        Column(words("review.why"), lambda r: r["reason"]),
        Column(words("review.who"), lambda r: said.person(r["decision"], in_full)),
        Column(words("review.when"), lambda r: r["decided_at"],
               lambda r: h("span", numbers.moment(str(r["decided_at"])))),
        Column(words("review.standing"), lambda r: words(f"review.is_{r['state']}")),
    ]  # fmt: skip
    caption = words("review.past_caption", first=first + 1, last=first + len(part), total=numbers.count(len(rows)))
    emit(words, tables.table(columns, part, caption))
    ids = ("kind", "skill_id", "competency_id", "into_skill", "name", "name_en", "type")
    tables.download(context, "decisions", [*columns, *map(tables.raw, ids)], rows)
    notes.source_line(context)


def _files(context: Context, decisions: Sequence[Decision], permission: Permission) -> None:
    words = context.words
    section(words, words("review.files"), words("review.files_text"))
    if not permission.may_write:
        emit(words, h("p", words("review.files_closed"), cls="small"))
        return
    review_form.tell(context)
    st.download_button(
        words("review.export"), lambda: "".join(map(review.line, decisions)).encode(), "xgap-decisions.jsonl",
        "application/jsonl", key="review-export", on_click="ignore", icon=":material/download:", type="tertiary",
    )  # fmt: skip
    # Streamlit's own words on this widget are English whatever the page's language: ours take their place
    st.html("<style>" + "".join(
        f".st-key-{_UPLOAD} section {part} {{ font-size: 0; }} "
        f'.st-key-{_UPLOAD} section {part}::after {{ content: "{word}"; font-size: .875rem; }}'
        for part, word in (("button p", words("review.pick")),
                           ('[data-testid="stFileUploaderDropzoneInstructions"] span', words("review.pick_hint")))
    ) + "</style>")  # fmt: skip
    with st.form("review-import", border=False, clear_on_submit=True):
        st.file_uploader(words("review.import"), type=["jsonl"], key=_UPLOAD, max_upload_size=MOST_BYTES // 1_000_000)
        st.form_submit_button(words("review.import_now"), icon=":material/upload:", on_click=_bring_in, args=(context,))


def _bring_in(context: Context) -> None:
    words, file = context.words, st.session_state.get(_UPLOAD)
    if file is None:
        st.session_state[review_form.TOLD] = ("problem", words("review.no_file"))
        return
    try:
        if file.size > MOST_BYTES:
            raise BadInput(words("review.too_large", most=MOST_BYTES // 1_000_000))
        read, new = context.desk.bring_in(file.name, file.getvalue())
    except NotAllowed:
        st.session_state[review_form.TOLD] = ("problem", words("review.refused"))
    except BadInput as problem:
        st.session_state[review_form.TOLD] = ("problem", words("review.not_stored", problem=str(problem)))
    else:
        st.session_state[review_form.TOLD] = ("done", words("review.imported", read=read, new=new))
