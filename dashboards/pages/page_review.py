"""The review queue: what the machine is not sure of, for people to judge; and what they have decided."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.components import controls, notes, numbers, review_item, review_past, review_people, review_queue
from dashboards.components.markup import emit, h
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import review
from warehouse.problems import BadInput
from warehouse.review import Decision

PAGE = Page(code="review", icon=":material/rule:", order=34)

VIEWS = ("queue", "past")


def render(context: Context) -> None:
    """The queue, the decisions, or one thing to judge where the address names one."""
    words = context.words
    notes.caveat(context, "review")
    permission = review_people.show(context)
    try:
        decisions = context.desk.decisions()
    except BadInput as problem:
        emit(words, h("p", words("review.store_broken", problem=str(problem)), cls="told problem", role="alert"))
        return
    skill_id = controls.read("skill")
    if skill_id:
        review_item.show(context, skill_id, controls.read("clause") or None, decisions, permission)
        return
    _figures(context, decisions)
    view = controls.choose_between("view", words("review.view"), VIEWS, lambda c: words(f"review.view_{c}"),
                                   words("review.view_help"), "page")  # fmt: skip
    if view == "past":
        review_past.show(context, decisions, permission)
    else:
        review_queue.show(context, decisions, permission.may_write)


def _figures(context: Context, decisions: Sequence[Decision]) -> None:
    words, answered = context.words, review.answered(decisions)
    waiting = {
        kind: sum(not review_queue.is_answered(answered, row) for row in review_queue.of_kind(context, kind))
        for kind in ("candidate", "clause")
    }
    held = review.in_force(decisions)
    built = context.build.facts.get("built_at", "")[:19]
    later = sum(decision.decided_at[:19] > built for decision in held)
    notes.key_figures(words, [
        (words("review.kind_candidate"), numbers.count(waiting["candidate"]), words("review.n_candidates")),
        (words("review.kind_clause"), numbers.count(waiting["clause"]), words("review.n_clauses")),
        (words("review.n_held"), numbers.count(len(held)), words("review.n_held_text")),
        (words("review.n_later"), numbers.count(later), words("review.effect")),
    ])  # fmt: skip
