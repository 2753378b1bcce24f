"""The columns that tables of skills share."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.packs import numbers, rules
from pipelines.packs.model import Skill
from pipelines.packs.table_types import Cell, Column, count, few_of, shares
from pipelines.packs.words import Words

SKILL = (
    Column("skill", cm=3.4), Column("skill_id"), Column("type"), Column("known"), Column("n", "count", 1.4),
    Column("employers", "plain"), Column("named", "plain", 1.6), Column("n_sources", "plain"),
    Column("n_months", "plain"), Column("n_provinces", "plain", 1.2), Column("period"), Column("share", "share", 1.5),
    Column("low", "share", 1.4), Column("high", "share", 1.4), Column("n_recent", "count"),
    Column("recent", "share", 1.6), Column("lift", "ratio", 1.4),
)  # fmt: skip


def skill_row(skill: Skill, words: Words) -> tuple[Cell, ...]:
    size = skill.size
    return (
        words.pick(skill.name, skill.name_en), skill.skill_id, words(f"type.{skill.type}"),
        words("yes" if skill.is_known else "no"), count(size.n_vacancies),
        few_of(size.n_employers, size.n_vacancies), few_of(size.n_named_employers, size.n_vacancies),
        len(size.sources), size.n_months, size.n_provinces, numbers.period(size.first_month, size.last_month),
        *shares(skill.share), count(size.n_recent), shares(skill.recent)[0], skill.lift,
    )  # fmt: skip


def grey(skills: Sequence[Skill]) -> frozenset[int]:
    return frozenset(i for i, s in enumerate(skills) if rules.grade_of(s.size, s.reviewed) == "D")
