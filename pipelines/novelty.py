"""Asks of skills that would be called new whether they are new, or another name of what is there already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipelines.readings import rules_version
from taxonomy.linkers import renamed
from taxonomy.linkers.embed import Embedder
from taxonomy.linkers.renamed import Twin
from taxonomy.linkers.same import SameSkill
from taxonomy.registry import Taxonomy

Novelty = Callable[[Sequence[str]], dict[str, Twin]]
"""Skill ids, the strongest first → the twin of those that have one."""
GATE = "novel"


def novelty(names: Mapping[str, str], taxonomy: Taxonomy, embedder: Callable[[], Embedder]) -> Novelty:
    """`names`: skill id → name. The model is loaded only when something would be called new."""

    def ask(skills: Sequence[str]) -> dict[str, Twin]:
        if not skills:
            return {}
        inner = embedder()
        known = sorted({text for skill in taxonomy.skills.values() for text in (skill.name, *skill.aliases)})
        terms = [names[skill] for skill in skills]
        found = renamed.twins(terms, known, SameSkill(taxonomy, inner).probabilities)
        return {skill: twin for skill, twin in zip(skills, found, strict=True) if twin is not None}

    return ask


def version(taxonomy: Taxonomy, model: str) -> str:
    """Of everything but the new terms themselves that decides the answer."""
    return f"{rules_version(taxonomy)} {model}"


def in_words(twin: Twin | None) -> dict[str, str]:
    """What came of the question, under `zh` and `en`."""
    if twin is None:
        return {"zh": "新意：通过，不是已有技能或更早新词的另一种写法",
                "en": "novel: passed, no other name of a known skill or of a stronger new term"}  # fmt: skip
    kind_zh, kind_en = ("已有技能", "the known skill") if twin.is_known else ("更强的新词", "the stronger new term")
    return {
        "zh": f"新意：未通过，与{kind_zh}“{twin.text}”是同一技能的概率 {twin.p:.0%}",
        "en": f"novel: failed, probability {twin.p:.0%} that {kind_en} “{twin.text}” is the same skill",
    }


def applied(
    statuses: list[str], ordered: Sequence[int], skills: Sequence[str], ask: Novelty | None
) -> tuple[list[str], dict[int, Twin | None]]:
    """Verdicts in which a twin is `watch` instead of `new`, and the answer for every position that was asked.

    `ordered`: positions that would be called new, the strongest first."""
    if ask is None or not ordered:
        return statuses, {}
    found: dict[str, Any] = ask([skills[at] for at in ordered])
    answers = {at: found.get(skills[at]) for at in ordered}
    return ["watch" if answers.get(at) is not None else s for at, s in enumerate(statuses)], answers
