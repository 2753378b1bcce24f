"""A decision of a person about a skill or a clause, and which of many decisions are in force."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal, get_args

SkillType = Literal["tool", "knowledge", "task", "soft", "language", "certificate"]
"""As in the taxonomy, which the warehouse does not know; a test holds the two together."""
SKILL_TYPES: Final[tuple[SkillType, ...]] = get_args(SkillType)
Kind = Literal["accept", "merge", "reject", "covered", "not_covered", "withdraw"]
"""accept: a real skill that no list has. merge: another spelling of a known skill. reject: no skill. covered,
not_covered: the clause does or does not teach the skill. withdraw: the machine judges again."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
ABOUT_CANDIDATES: Final = ("accept", "merge", "reject")
ABOUT_CLAUSES: Final = ("covered", "not_covered")

_CANDIDATE: Final = re.compile(r"new\.[0-9a-f]{10}")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of one person."""

    kind: Kind
    skill_id: str
    """`new.<digest>` of a candidate; of covered and not_covered also a skill of the list."""
    competency_id: str | None
    """The clause, of covered and not_covered (and of a withdrawal of these); else None."""
    person: str
    reason: str
    decided_at: str
    """ISO 8601 in UTC, `YYYY-MM-DDTHH:MM:SSZ`, or a day alone."""
    into_skill: str | None = None
    """Of a merge: the known skill."""
    name: str | None = None
    """Of an accepted skill, as are `name_en` and `type`."""
    name_en: str | None = None
    type: SkillType | None = None
    label: str | None = None
    """What the candidate was called when it was judged, so that lists of decisions can be read."""

    @property
    def subject(self) -> tuple[str, str]:
        """What is decided about: the skill, or the skill and a clause."""
        return self.skill_id, self.competency_id or ""

    def row(self) -> dict[str, Any]:
        """As a line of the export: what is None is left out."""
        return {key: value for key, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Rulings:
    """The decisions in force, as the steps of a build ask for them."""

    skills: Mapping[str, Decision] = field(default_factory=dict)
    """accept, merge or reject, by candidate id."""
    clauses: Mapping[tuple[str, str], Decision] = field(default_factory=dict)
    """covered or not_covered, by skill id and competency id."""

    @property
    def digest(self) -> str:
        """Of everything in them that changes a build; who decided, when and why changes none."""
        effects = [
            [d.kind, d.skill_id, d.competency_id, d.into_skill, d.name, d.name_en, d.type]
            for d in (*self.skills.values(), *self.clauses.values())
        ]
        return hashlib.sha256(json.dumps(sorted(effects, key=str)).encode()).hexdigest()


NONE: Final = Rulings()


def is_candidate(skill_id: str) -> bool:
    """Whether the id is that of a skill which no list has, judged by people or not."""
    return _CANDIDATE.fullmatch(skill_id) is not None


def of_the_list(kinds: Mapping[str, tuple[str, bool]]) -> dict[str, tuple[str, bool]]:
    """(type, whether the skill list has it) from (type, whether it is known): an accepted skill is known but in no
    list, and can still be `new` on the market."""
    return {skill: (kind, known and not is_candidate(skill)) for skill, (kind, known) in kinds.items()}


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The latest decision about each subject, but withdrawals, by subject. Of two at one time the one stored later."""
    latest: dict[tuple[str, str], Decision] = {}
    for decision in sorted(decisions, key=lambda d: d.decided_at):
        latest[decision.subject] = decision
    return [latest[subject] for subject in sorted(latest) if latest[subject].kind != "withdraw"]


def rulings(decisions: Iterable[Decision]) -> Rulings:
    """The decisions in force, to look up."""
    held = in_force(decisions)
    return Rulings(
        {d.skill_id: d for d in held if d.kind in ABOUT_CANDIDATES},
        {(d.skill_id, d.competency_id or ""): d for d in held if d.kind in ABOUT_CLAUSES},
    )


def about(decisions: Iterable[Decision], skill_id: str, competency_id: str | None = None) -> list[Decision]:
    """All decisions that bear on one thing to judge, in order: on a candidate whatever was said of it and of its
    clauses, on a skill and a clause what was said of these two and of the skill itself."""
    return [d for d in decisions if d.skill_id == skill_id
            and (competency_id is None or d.competency_id in (None, competency_id))]  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """Which of the things that a build would have people judge they have judged."""

    candidates: frozenset[str]
    clauses: frozenset[tuple[str, str]]
    gone: frozenset[str]
    """Candidates that are no skill of their own any more: nobody need judge their clauses."""

    def candidate(self, skill_id: str) -> bool:
        """Whether the candidate is accepted, merged, rejected, or what a clause teaches anyway."""
        return skill_id in self.candidates

    def clause(self, skill_id: str, competency_id: str) -> bool:
        """Whether it is settled if the clause teaches the skill."""
        return (skill_id, competency_id) in self.clauses or skill_id in self.gone


def answered(decisions: Iterable[Decision]) -> Answered:
    """What the decisions in force answer."""
    held = in_force(decisions)
    return Answered(
        frozenset(d.skill_id for d in held if d.kind in (*ABOUT_CANDIDATES, "covered") and is_candidate(d.skill_id)),
        frozenset(d.subject for d in held if d.kind in ABOUT_CLAUSES),
        frozenset(d.skill_id for d in held if d.kind in ("merge", "reject")),
    )


def idle(decision: Decision, skills: Container[str], clauses: Container[str]) -> str | None:
    """Why a decision cannot be carried out with these known skills and clauses; None where it can."""
    if decision.into_skill is not None and decision.into_skill not in skills:
        return f"the skill list has no {decision.into_skill} / 技能表中没有 {decision.into_skill}"
    if decision.competency_id is not None and decision.competency_id not in clauses:
        return f"no certificate has the clause {decision.competency_id} / 没有条款 {decision.competency_id}"
    if decision.skill_id not in skills and not is_candidate(decision.skill_id):
        return f"the skill list has no {decision.skill_id} / 技能表中没有 {decision.skill_id}"
    return None


def now() -> str:
    """The time of a decision that is made now."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
