"""The tables of chapter 7: clauses one by one, what to add, the draft of a new certificate (T7)."""

from __future__ import annotations

from pipelines.packs import numbers, rules
from pipelines.packs.model import Facts
from pipelines.packs.table_skills import SKILL, grey, skill_row
from pipelines.packs.table_types import Column, Table, count, few_of, shares
from pipelines.packs.words import Words


def clauses(facts: Facts, words: Words) -> Table:
    columns = (Column("level", cm=1.5), Column("code", cm=1.0), Column("competency_id"),
               Column("domain"), Column("task"), Column("clause", cm=5.0), Column("n", "count", 1.2),
               Column("of", "plain"), Column("employers", "plain"), Column("named", "plain", 1.3),
               Column("share", "share", 1.2), Column("low", "share", 1.2), Column("high", "share", 1.2),
               Column("recent", "share", 1.3), Column("experienced", "share"), Column("skills"),
               Column("trend_of_skills", cm=1.2), Column("basis"), Column("advice", cm=2.0),
               Column("opinion", cm=1.5))  # fmt: skip
    rows = tuple(
        (words(f"level.{c.level}"), c.code, c.competency_id, words.pick(c.domain, c.domain_en),
         words.pick(c.task, c.task_en), words.pick(c.text, c.text_en), count(c.share.k), c.share.n,
         few_of(c.n_employers, c.share.k), few_of(c.n_named_employers, c.share.k), *shares(c.share),
         shares(c.recent)[0], shares(c.experienced)[0] if c.experienced else None,
         words.listed([words.pick(zh, en) for _, zh, en, _ in c.skills]),
         words.listed(list(dict.fromkeys(words(f"status.{status or 'insufficient'}") for *_, status in c.skills))),
         words(f"basis.{facts.basis}"), words(f"advice.{c.advice}"), None)
        for c in facts.clauses
    )  # fmt: skip
    return Table("T7", columns, rows, frozenset(i for i, c in enumerate(facts.clauses) if c.advice == "unjudged"))


_SLOTS = ("condition", "behaviour", "standard", "result")


def additions(facts: Facts, words: Words) -> Table:
    columns = (Column("skill", cm=3.0), Column("skill_id"), Column("n", "count", 1.3), Column("named", "plain", 1.4),
               Column("share", "share", 1.4), Column("low", "share"), Column("high", "share"), Column("grade", cm=1.0),
               Column("proposed_level", cm=1.8), *(Column(slot, cm=1.8) for slot in _SLOTS))  # fmt: skip
    chosen = [s for s in facts.missing if s.proposal == "add"]
    rows = tuple(
        (words.pick(s.name, s.name_en), s.skill_id, count(s.share.k), s.size.n_named_employers, *shares(s.share),
         rules.grade_of(s.size, s.reviewed), words("slot.open"), *(words("slot.open") for _ in _SLOTS))
        for s in chosen
    )  # fmt: skip
    return Table("T7b", columns, rows)


def lacking(facts: Facts, words: Words) -> Table:
    columns = (*SKILL[:-1], Column("lift", "ratio", 1.4), Column("trend"), Column("elsewhere"),
               Column("proposal", cm=2.8))  # fmt: skip
    chosen = sorted((*facts.missing, *facts.undecided, *facts.candidates), key=lambda s: (-s.share.k, s.skill_id))
    rows = tuple(
        (*skill_row(s, words), numbers.trend(words, s.trend), words.pick(*s.elsewhere[1:]) if s.elsewhere else None,
         words(f"proposal.{s.proposal}"))
        for s in chosen
    )  # fmt: skip
    return Table("T7c", columns, rows, grey(chosen))


def draft(facts: Facts, words: Words) -> Table:
    columns = (Column("level", cm=1.7, joined=True), Column("domain", cm=2.3, joined=True),
               Column("task", cm=2.5, joined=True), Column("code", cm=1.2),
               Column("requirement", cm=2.9), Column("skill_id"), Column("type"), Column("origin", cm=1.8),
               Column("n", "count", 1.2), Column("share", "share", 1.3), Column("low", "share"),
               Column("high", "share"), Column("junior", "share"), Column("senior", "share"),
               Column("bachelor", "share"), Column("level_basis"),
               *(Column(slot, cm=1.6) for slot in _SLOTS))  # fmt: skip
    rows = tuple(
        (words(f"level.{level.level}"), f"{domain.code} {words.pick(domain.name, domain.name_en)}",
         f"{task.code} {words.pick(task.name, task.name_en)}", item.code,
         words(f"requirement.{item.type}", name=words.pick(item.name, item.name_en)), item.skill_id,
         words(f"type.{item.type}"), words("origin.own" if item.proposed else "origin.taught"), count(item.share.k),
         *shares(item.share), shares(item.junior)[0], shares(item.senior)[0], shares(item.bachelor)[0],
         words(f"level_basis.{item.level_basis}"), *(words("slot.open") for _ in _SLOTS))
        for level in facts.draft for domain in level.domains for task in domain.tasks for item in task.requirements
    )  # fmt: skip
    return Table("T7", columns, rows)


def micro(facts: Facts, words: Words) -> Table:
    columns = (Column("skills", cm=7.0), Column("n_together", "count", 2.4), Column("named", "plain", 2.0),
               Column("n_sources", "plain", 1.6), Column("n_months", "plain", 1.6),
               Column("grade", cm=1.4))  # fmt: skip
    rows = tuple(
        (words.listed([words.pick(zh, en) for _, zh, en in m.skills]), m.n_vacancies, m.n_named_employers,
         len(m.sources), m.n_months, m.grade)
        for m in facts.micro
    )  # fmt: skip
    return Table("T7b", columns, rows)
