"""Spellings resolve to skills without guessing."""

from __future__ import annotations

import pytest

from taxonomy.linkers.alias import AliasLinker
from taxonomy.models import Skill
from taxonomy.registry import Taxonomy

SKILLS = {
    s.skill_id: s
    for s in (
        Skill(skill_id="t.vue", name="Vue", name_en="Vue", type="tool", aliases=("Vue.js",), field="t"),
        Skill(
            skill_id="t.go",
            name="Go语言",
            name_en="Go language",
            type="tool",
            context_aliases=("Go",),
            field="t",
        ),
        Skill(skill_id="t.lathe", name="数控车", name_en="CNC turning", type="task", field="t"),
        Skill(skill_id="t.mill", name="数控铣", name_en="CNC milling", type="task", field="t"),
    )
}
LINKER = AliasLinker(Taxonomy(SKILLS, {}, "test"))


@pytest.mark.parametrize(
    ("text", "skill_id"),
    [
        ("vue", "t.vue"), ("VUE.JS", "t.vue"), ("Vue3.0", "t.vue"), ("ｖｕｅ框架", "t.vue"), ("熟悉Vue开发", "t.vue"),
        ("go", "t.go"), ("数控车", "t.lathe"), ("数控铣", "t.mill"), ("数控磨", None), ("React", None), ("技术", None),
    ],
)  # fmt: skip
def test_spellings(text: str, skill_id: str | None) -> None:
    assert LINKER.known(text) == skill_id
