"""What the taxonomy knows about a mention: which skill it is, what that serves, which requirements teach it.

A terse mention ("CANoe") says little to a sentence encoder; the taxonomy says what it is for and how a reference
frame words the work. A mention that is a slip of a known spelling (kubernates, 借口开发) is read as that (`slips`)."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from taxonomy.extractors.gazetteer import Gazetteer
from taxonomy.linkers.alias import AliasLinker
from taxonomy.linkers.slips import SlipMender
from taxonomy.models import Competency, Skill
from taxonomy.registry import Taxonomy
from taxonomy.text import normalise

SAME, TOOL_FOR, PARENT, SIBLING = 1.0, 0.7, 0.6, 0.35
"""How near another skill is to the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a mention is taken for."""

    skills: tuple[str, ...]
    """Skill ids: the one it names, or the ones that stand inside it; may be empty."""
    named: bool
    """True when the whole spelling is a skill's (perhaps mistyped), not only a part of it."""


def competency_text(competency: Competency) -> str:
    """What stands for a clause when it is compared with demand: its task and its sentence."""
    return f"{competency.task.zh}：{competency.text.zh}"


class Knowledge:
    """Look-ups made once from the taxonomy.

    `without` leaves out the requirements of these certificates, so that a model can be measured on clauses that it has
    never seen."""

    def __init__(self, taxonomy: Taxonomy, without: Collection[str] = ()) -> None:
        self.skills = taxonomy.skills
        self._linker = AliasLinker(taxonomy)
        self._gazetteer = Gazetteer(taxonomy.skills.values())
        self._slips = SlipMender(taxonomy.mention_index)
        self._children: dict[str, list[str]] = {}
        self._tools: dict[str, list[str]] = {}
        for skill in taxonomy.skills.values():
            if skill.parent:
                self._children.setdefault(skill.parent, []).append(skill.skill_id)
            for served in skill.serves:
                self._tools.setdefault(served, []).append(skill.skill_id)
        self.references: tuple[Competency, ...] = tuple(
            c for c in taxonomy.competencies if c.certificate not in set(without)
        )
        self._teaching: dict[str, list[int]] = {}
        for at, competency in enumerate(self.references):
            for skill_id in competency.skills:
                self._teaching.setdefault(skill_id, []).append(at)

    @functools.lru_cache(maxsize=200_000)  # noqa: B019  # lives as long as the process that matches
    def sense(self, text: str) -> Sense:
        """Which skills a mention names."""
        known = self._linker.known(text) or self._slips.skill(normalise(text))
        if known is not None:
            return Sense((known,), True)
        return Sense(tuple(dict.fromkeys(self.skills_in(text))), False)

    def skills_in(self, text: str) -> list[str]:
        """Skill ids whose spellings stand in a text, in their order."""
        return [m.skill_id for m in self._gazetteer.find(text) if m.skill_id]

    @functools.lru_cache(maxsize=50_000)  # noqa: B019
    def near(self, skill_id: str) -> tuple[tuple[str, float], ...]:
        """Skills that a clause may name when it teaches this one, with their nearness (0 to 1)."""
        skill = self.skills[skill_id]
        weights: dict[str, float] = {}

        def add(others: Iterable[str], weight: float) -> None:
            for other in others:
                weights[other] = max(weight, weights.get(other, 0.0))

        add([skill_id], SAME)
        add(skill.serves, TOOL_FOR)
        add([skill.parent] if skill.parent else [], PARENT)
        add(self._children.get(skill_id, ()), PARENT)
        add(self._tools.get(skill_id, ()), TOOL_FOR)
        for other in [*skill.serves, *([skill.parent] if skill.parent else [])]:
            add(self._children.get(other, ()), SIBLING)
            add(self._tools.get(other, ()), SIBLING)
        for other in skill.distinct_from:
            weights.pop(other, None)
        return tuple(weights.items())

    def purpose(self, skill: Skill) -> str:
        """The name of a skill, with what it is used for or belongs to."""
        others = [*skill.serves, *([skill.parent] if skill.parent and not skill.serves else [])]
        said = "、".join(self.skills[s].name for s in others if s in self.skills)
        return f"{skill.name}（{said}）" if said else skill.name

    def taught_by(self, skill_id: str, most: int = 6) -> tuple[int, ...]:
        """Positions in `references` of requirements that name the skill, or else what it serves or belongs to."""
        if skill_id in self._teaching:
            return tuple(self._teaching[skill_id][:most])
        skill = self.skills[skill_id]
        near = Counter(at for s in (*skill.serves, skill.parent) if s for at in self._teaching.get(s, ()))
        return tuple(at for at, _ in near.most_common(most))
