"""The form at which a reviewer decides about one thing. It writes through the desk alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from dashboards.components import numbers
from dashboards.components import review_words as said
from dashboards.components.markup import clean, emit, h
from dashboards.context import Context
from dashboards.desk import NotAllowed, Overtaken
from warehouse.problems import BadInput
from warehouse.queries import waiting
from warehouse.review import LONGEST, SKILL_TYPES, Decision, one_line

ABOUT_CANDIDATES = ("accept", "merge", "reject", "covered")
ABOUT_CLAUSES = ("covered", "not_covered")
TOLD = "review-told"
"""Where the session keeps what came of the last press, until it has been shown."""
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")


def plain_label(text: str) -> str:
    """Text as the label of a choice, which Streamlit reads as Markdown: every sign stands for itself."""
    return _MARKUP.sub(r"\\\1", clean(text))


class Form:
    """One thing to judge, as a reviewer has it before them."""

    def __init__(self, context: Context, row: dict[str, Any], competency_id: str | None, seen: Sequence[Decision]):
        self._context, self._words = context, context.words
        self._row, self._clause, self._skill = row, competency_id, str(row["skill_id"])
        self._seen = tuple(seen)
        self._key = f"decide-{self._skill}-{competency_id or ''}"

    def show(self) -> None:
        """Draw the choices, what each needs, the reason and the button."""
        words = self._words
        kinds = ABOUT_CLAUSES if self._clause else ABOUT_CANDIDATES
        kind = st.radio(
            words("review.decision"), kinds, format_func=lambda c: words(f"review.do_{c}"), key=self._at("kind"),
            index=None, captions=[words(f"review.do_{c}_why") for c in kinds],
        )  # fmt: skip
        if kind is None:
            emit(words, h("p", words("review.choose_first"), cls="small"))
            return
        target = None
        if kind == "merge":
            target = self._choose_skill()
        elif kind == "covered" and self._clause is None:
            target = self._choose_clause()
        with st.form(self._at("form"), border=False):
            if kind == "accept":
                self._name_fields()
            st.text_input(words("review.reason"), key=self._at("reason"), max_chars=LONGEST["reason"],
                          placeholder=words("review.reason_hint"))  # fmt: skip
            # what this person has before them goes with the press: whatever anybody stores meanwhile is unseen
            st.form_submit_button(words("review.store"), type="primary", icon=":material/check:",
                                  on_click=partial(self._store, kind, target))  # fmt: skip

    def undo(self, decision: Decision) -> None:
        """Take back one decision, which is a further decision with a reason."""
        words, key = self._words, f"undo-{'-'.join(decision.subject)}"
        with st.form(key, border=False):
            st.text_input(words("review.undo_reason"), key=f"{key}-reason", max_chars=LONGEST["reason"],
                          placeholder=words("review.undo_hint"))  # fmt: skip
            st.form_submit_button(words("review.undo"), icon=":material/undo:",
                                  on_click=partial(self._withdraw, decision, f"{key}-reason"))  # fmt: skip

    def _at(self, part: str) -> str:
        return f"{self._key}-{part}"

    def _name_fields(self) -> None:
        words, name = self._words, one_line(str(self._row["name"]))
        st.text_input(words("review.name"), name[: LONGEST["name"]], key=self._at("name"), max_chars=LONGEST["name"])
        latin = name if name.isascii() else ""
        st.text_input(words("review.name_en"), latin, key=self._at("name_en"), max_chars=LONGEST["name_en"],
                      placeholder=words("review.name_en_hint"))  # fmt: skip
        at = SKILL_TYPES.index(self._row["type"]) if self._row["type"] in SKILL_TYPES else 0
        st.selectbox(words("review.type"), SKILL_TYPES, at, format_func=lambda c: words(f"type.{c}"),
                     key=self._at("type"))  # fmt: skip

    def _choose_skill(self) -> str | None:
        words, context = self._words, self._context
        text = st.text_input(words("review.find_skill"), key=self._at("find-skill"), max_chars=60,
                             placeholder=words("review.find_skill_hint"))  # fmt: skip
        found = (
            context.ask(waiting.search_known, text) if text.strip() else context.ask(waiting.near_known, self._skill)
        )
        if not found:
            emit(words, h("p", words("review.no_skill"), cls="small"))
            return None

        def label(row: dict[str, Any]) -> str:
            also = row.get("alias") or row.get("spelling") or ""
            name = said.skill_name(context, row)
            asked = words("review.asked", n=numbers.vacancies(row["n_vacancies"])) if row["n_vacancies"] else (
                words("review.unasked"))  # fmt: skip
            shown = [name, also if also != name else "", asked]
            if row.get("p_same") is not None:
                shown.append(words("review.p_same", p=f"{row['p_same']:.2f}"))
            return plain_label(words("list.comma").join(filter(None, shown)))

        return self._radio(words("review.into"), {str(r["skill_id"]): label(r) for r in found}, "into")

    def _choose_clause(self) -> str | None:
        words, context = self._words, self._context
        text = st.text_input(words("review.find_clause"), key=self._at("find-clause"), max_chars=60,
                             placeholder=words("review.find_clause_hint"))  # fmt: skip
        found = context.ask(waiting.search_clauses, text) if text.strip() else (
            context.ask(waiting.near_clauses, self._skill))  # fmt: skip
        if not found:
            emit(words, h("p", words("review.no_clause"), cls="small"))
            return None
        labels = {
            str(r["competency_id"]): plain_label(f"{said.clause_name(context, r)} {said.clause_text(context, r)}")
            for r in found
        }
        return self._radio(words("review.clause"), labels, "clause")

    def _radio(self, title: str, labels: dict[str, str], part: str) -> str | None:
        chosen = st.radio(title, list(labels), format_func=lambda i: labels[i], key=self._at(part), index=None)
        return None if chosen is None else str(chosen)

    def _typed(self, part: str) -> str:
        return one_line(str(st.session_state.get(self._at(part)) or ""))

    def _store(self, kind: str, target: str | None) -> None:
        words, reason = self._words, self._typed("reason")
        answer: dict[str, Any] = {"kind": kind, "skill_id": self._skill, "reason": reason, **self._label()}
        if not reason:
            return self._tell("problem", words("review.need_reason"))
        if kind == "accept":
            answer |= {part: self._typed(part) for part in ("name", "name_en", "type")}
            if not answer["name"] or not answer["name_en"]:
                return self._tell("problem", words("review.need_names"))
        elif kind == "merge":
            if target is None:
                return self._tell("problem", words("review.need_skill"))
            answer["into_skill"] = target
        elif kind in ABOUT_CLAUSES:
            if self._clause is None and target is None:
                return self._tell("problem", words("review.need_clause"))
            answer["competency_id"] = self._clause or target
        if self._write(answer):
            for part in ("kind", "reason", "into", "clause", "find-skill", "find-clause"):
                st.session_state.pop(self._at(part), None)
        return None

    def _withdraw(self, decision: Decision, reason_key: str) -> None:
        reason = one_line(str(st.session_state.get(reason_key) or ""))
        if not reason:
            return self._tell("problem", self._words("review.need_reason"))
        answer = {"kind": "withdraw", "skill_id": decision.skill_id, "reason": reason, "label": decision.label,
                  "competency_id": decision.competency_id}  # fmt: skip
        if self._write({key: value for key, value in answer.items() if value is not None}):
            st.session_state.pop(reason_key, None)
        return None

    def _label(self) -> dict[str, str]:
        name = one_line(str(self._row["name"]))[: LONGEST["label"]]
        return {"label": name} if not self._row["is_known"] and name else {}

    def _write(self, answer: dict[str, Any]) -> bool:
        words = self._words
        try:
            stored = self._context.desk.decide(answer, self._seen, said.Known(self._context))
        except NotAllowed:
            self._tell("problem", words("review.refused"))
        except Overtaken as faster:
            names = said.Names(self._context, [faster.latest])
            self._tell("problem", words("review.overtaken", what=names.said(faster.latest),
                                        by=said.by(self._context, faster.latest, in_full=True)))  # fmt: skip
        except BadInput as problem:
            self._tell("problem", words("review.not_stored", problem=str(problem)))
        else:
            self._tell("done", words("review.stored", what=said.Names(self._context, [stored]).said(stored)))
            return True
        return False

    def _tell(self, kind: str, text: str) -> None:
        st.session_state[TOLD] = (kind, text)


def tell(context: Context) -> None:
    """Show once what came of the last press."""
    kind, text = st.session_state.pop(TOLD, (None, ""))
    if kind:
        sign = "✔" if kind == "done" else "⚠"
        emit(context.words, h("p", h("span", sign, aria_hidden="true"), " ", text, cls=f"told {kind}",
                              role="status" if kind == "done" else "alert"))  # fmt: skip
