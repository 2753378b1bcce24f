"""Decisions in words: what was decided, by whom and when, and what a thing to judge is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboards.components import controls
from dashboards.components.numbers import moment
from dashboards.context import Context
from warehouse import review
from warehouse.queries import waiting
from warehouse.review import Decision

KINDS = ("candidate", "clause")
STATES = ("waiting", "decided")
FILTERS = ("kind", "state", "field", "q", "page", "view")
"""What the queue keeps in the address, and takes along to one thing to judge and back."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """What the build knows, for `desk.decide`."""

    context: Context

    @property
    def skills(self) -> frozenset[str]:
        """Ids of the skills of the list."""
        return self.context.ask(waiting.known_ids)

    @property
    def clauses(self) -> frozenset[str]:
        """Ids of all requirements."""
        return self.context.ask(waiting.clause_ids)

    def named(self, spelling: str) -> frozenset[str]:
        """Ids of the skills of the list that a spelling means."""
        return self.context.ask(waiting.known_by, spelling)


def link_to(context: Context, skill_id: str, competency_id: str | None = None) -> str:
    """Address of one thing to judge, with the filters of the queue."""
    kept = {code: controls.read(code) for code in FILTERS}
    return context.link("review", **kept, skill=skill_id, clause=competency_id or "")


def person(decision: Decision, in_full: bool) -> str:
    """Who decided; the e-mail is for reviewers alone."""
    if in_full or "@" not in decision.person:
        return decision.person
    name = decision.person.partition("<")[0].strip()
    return name if name and "@" not in name else decision.person.strip("<> ").partition("@")[0] + "@…"


def by(context: Context, decision: Decision, in_full: bool) -> str:
    """Who decided, and when."""
    return context.words("review.by", person=person(decision, in_full), when=moment(decision.decided_at))


class Names:
    """Names of the skills and clauses that decisions speak of, asked for once."""

    def __init__(self, context: Context, decisions: Iterable[Decision]) -> None:
        held, words = list(decisions), context.words
        self._words = words
        skills = sorted({i for d in held for i in (d.into_skill, d.skill_id) if i})
        clauses = sorted({d.competency_id for d in held if d.competency_id})
        self._skills = {r["skill_id"]: words.pick(r["name"], r["name_en"])
                        for r in context.ask(waiting.skills_called, tuple(skills))}  # fmt: skip
        self._clauses = {r["competency_id"]: clause_name(context, r)
                         for r in context.ask(waiting.clauses_called, tuple(clauses))}  # fmt: skip

    def skill(self, skill_id: str, label: str | None = None) -> str:
        """Its name in this build, else as it was called when it was judged, else its id."""
        return self._skills.get(skill_id) or label or skill_id

    def clause(self, competency_id: str) -> str:
        """Certificate, level and number of a clause, else its id."""
        return self._clauses.get(competency_id, competency_id)

    def said(self, decision: Decision) -> str:
        """What was decided, in a sentence."""
        words = self._words
        values = {
            "name": words.pick(decision.name, decision.name_en),
            "type": words(f"type.{decision.type}") if decision.type else "",
            "skill": self.skill(decision.into_skill) if decision.into_skill else "",
            "clause": self.clause(decision.competency_id) if decision.competency_id else "",
        }
        return words(f"review.said_{decision.kind}", **values)


def clause_name(context: Context, row: Row) -> str:
    """Certificate, level and number of a clause."""
    words = context.words
    return f"{words.pick(row['title'], row['title_en'])} {words('level.' + str(row['level']))} {row['code']}"


def clause_text(context: Context, row: Row) -> str:
    """The text of a clause."""
    return context.words.pick(row["text"], row["text_en"])


def skill_name(context: Context, row: Row) -> str:
    """The name of a skill; candidates have one alone."""
    return context.words.pick(row["name"], row["name_en"])


def bearing(decisions: Iterable[Decision], skill_id: str, competency_id: str | None) -> list[Decision]:
    """The decisions in force that bear on one thing to judge."""
    return review.in_force(review.about(decisions, skill_id, competency_id))
