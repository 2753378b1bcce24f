"""The tables T1 to T10 of a pack: raw values by column; the document writes a part of them, the workbook all."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.packs import numbers, rules, tables_after, tables_proposal
from pipelines.packs.claims import Claim
from pipelines.packs.model import Facts, Skill
from pipelines.packs.table_skills import SKILL, grey, skill_row
from pipelines.packs.table_types import Cell, Column, Table, count, few_of, shares
from pipelines.packs.words import Words


def make(facts: Facts, claims: Sequence[Claim], words: Words) -> dict[str, Table]:
    """All tables by code, in the order of the document."""
    tables = [_claims(claims, words), _sources(facts), _top(facts, words), _employers(facts), _gates(facts, words),
              _overlaps(facts, words), _nearest(facts, words)]  # fmt: skip
    if facts.kind == "revision":
        tables += [
            tables_proposal.clauses(facts, words),
            tables_proposal.additions(facts, words),
            tables_proposal.lacking(facts, words),
        ]
    else:
        tables += [tables_proposal.draft(facts, words), tables_proposal.micro(facts, words)]
    tables += [
        tables_after.occupations(facts, words),
        tables_after.titles(facts),
        tables_after.specialities(facts, words),
        tables_after.reviewers(),
        tables_after.excerpts(facts, words),
    ]
    tables += [
        tables_after.months(facts),
        tables_after.provinces(facts, words),
        tables_after.bands(facts, words),
        tables_after.unchecked(facts, words),
    ]
    return {table.code: table for table in tables}


def _claims(claims: Sequence[Claim], words: Words) -> Table:
    columns = (Column("id", cm=1.2), Column("claim", cm=8.6), Column("n", "plain", 1.4), Column("employers", "plain"),
               Column("named", "plain", 1.6), Column("n_sources", "plain", 1.2), Column("n_months", "plain", 1.2),
               Column("period"), Column("share", "share"), Column("low", "share"), Column("high", "share"),
               Column("grade", cm=1.2), Column("basis"), Column("subjects"), Column("witnesses"))  # fmt: skip
    rows = tuple(
        (c.claim_id, c.text[words.language], c.n, c.n_employers, c.n_named_employers, len(c.sources), c.n_months,
         numbers.period(c.first_month, c.last_month), *(shares(c.share) if c.share else (None, None, None)), c.grade,
         words(f"basis.{c.basis}"), " ".join(c.subjects), " ".join(c.witnesses))
        for c in claims
    )  # fmt: skip
    return Table("T1", columns, rows, frozenset(i for i, c in enumerate(claims) if c.grade == "D"))


def _sources(facts: Facts) -> Table:
    columns = (Column("source", cm=4.0), Column("n_lines", "plain", 1.7), Column("n_postings", "plain", 1.7),
               Column("n_vacancies", "plain", 1.7), Column("n_group", "count", 1.7), Column("n_capped", "count", 1.9),
               Column("n_dated", "count", 1.7), Column("period", cm=2.6))  # fmt: skip
    rows = tuple(
        (s.name, s.n_lines, s.n_postings, s.n_vacancies, count(s.n_group), count(s.n_group_capped),
         count(s.n_group_dated), numbers.period(s.first_month, s.last_month))
        for s in facts.sources
    )  # fmt: skip
    return Table("T2", columns, rows)


def _top(facts: Facts, words: Words) -> Table:
    columns = (*SKILL, Column("verdict", cm=1.9), Column("trend"))
    rows = tuple(
        (*skill_row(s, words), words(f"verdict.{s.verdict}"), numbers.trend(words, s.trend)) for s in facts.top
    )
    return Table("T3", columns, rows, grey(facts.top))


def _employers(facts: Facts) -> Table:
    columns = (Column("band_vacancies", cm=5.0), Column("named", "plain", 3.0), Column("n_vacancies", "count", 3.0))
    return Table("T4", columns, tuple((band, n, count(vacancies)) for band, n, vacancies in facts.employer_bands))


GATES = ("postings", "employers", "sources", "months", "effect", "interval", "q", "lasting", "season")


def tested(facts: Facts) -> tuple[Skill, ...]:
    """The skills of the gate table: what is to be added, or the bundle; where nothing is, what is missing most."""
    if facts.kind == "new":
        return facts.missing
    return tuple(s for s in facts.missing if s.proposal == "add") or facts.missing[:10]


def _gates(facts: Facts, words: Words) -> Table:
    columns = (
        Column("skill", cm=2.4), Column("skill_id"), Column("n", "count", 1.3), Column("named", "plain", 1.5),
        Column("n_sources", "plain", 1.2), Column("n_months", "plain", 1.1), Column("grade", cm=0.9),
        Column("status", cm=1.4), Column("ratio", "ratio", 1.2), Column("low", "ratio", 1.1),
        Column("high", "ratio", 1.1), Column("q", "ratio"), Column("passed", cm=1.4),
        *(Column(f"gate_{gate}") for gate in GATES), Column("share", "share"), Column("capped", "share", 1.3),
        Column("lowest", "share", 1.3), Column("lowest_without"), Column("highest", "share", 1.3),
        Column("highest_without"),
    )  # fmt: skip
    return Table("T5", columns, tuple(_gate_row(s, words) for s in tested(facts)), grey(tested(facts)))


def _gate_row(skill: Skill, words: Words) -> tuple[Cell, ...]:
    size, trend, moved = skill.size, skill.trend, skill.sensitivity
    gates = trend.gates if trend else {}
    asked = [value for value in gates.values() if value is not None]
    said = {True: "passed", False: "failed", None: "unasked"}
    return (
        words.pick(skill.name, skill.name_en), skill.skill_id, count(size.n_vacancies),
        few_of(size.n_named_employers, size.n_vacancies),
        len(size.sources), size.n_months, rules.grade_of(size, skill.reviewed),
        words(f"status.{trend.status if trend else 'insufficient'}"), *((trend.ratio, trend.low, trend.high, trend.q)
        if trend else (None,) * 4), f"{sum(asked)}/{len(asked)}" if asked else None,
        *(words(f"gate.{said[gates.get(gate)]}") for gate in GATES), shares(skill.share)[0],
        *((shares(moved.capped)[0], shares(moved.lowest)[0], moved.lowest_without, shares(moved.highest)[0],
           moved.highest_without) if moved else (None,) * 5),
    )  # fmt: skip


def _overlaps(facts: Facts, words: Words) -> Table:
    columns = (Column("certificate", cm=4.2), Column("code"), Column("basis", cm=1.8), Column("covered", "plain", 1.4),
               Column("partly", "plain", 1.4), Column("review", "plain", 1.6), Column("of", "plain", 1.6),
               Column("n_shared", "count", 1.6), Column("shared", "share", 1.6), Column("low", "share"),
               Column("high", "share"))  # fmt: skip
    rows = tuple(
        (words.pick(o.title, o.title_en), o.certificate, words(f"basis.short_{o.basis}"), o.n_covered, o.n_partly,
         o.n_review, o.n_skills, count(o.shared.k), *shares(o.shared))
        for o in facts.overlaps
    )  # fmt: skip
    return Table("T6", columns, rows)


def _nearest(facts: Facts, words: Words) -> Table:
    columns = (Column("skill", cm=2.6), Column("skill_id"), Column("certificate", cm=2.8), Column("code_of"),
               Column("level", cm=1.7), Column("code", cm=1.2), Column("clause", cm=5.4), Column("p", "ratio", 1.3),
               Column("verdict", cm=1.7), Column("basis"))  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    near: dict[str, list[tuple[Cell, ...]]] = {}
    for m in facts.mappings:
        if facts.kind == "new" or m.certificate != facts.subject:
            near.setdefault(m.skill_id, []).append(
                (words.pick(m.title, m.title_en), m.certificate, words(f"level.{m.level}"), m.code,
                 words.pick(m.text, m.text_en), m.p_covered, words(f"verdict.{m.verdict}"),
                 words(f"basis.{m.basis}")))  # fmt: skip
    for skill in tested(facts):
        found = near.get(skill.skill_id, [])[:3]
        if not found and (n := skill.nearest) is not None:
            found = [(words.pick(n.title, n.title_en), n.certificate, words(f"level.{n.level}"), n.code,
                      words.pick(n.text, n.text_en), n.p_covered, words(f"verdict.{n.verdict}"),
                      words(f"basis.{n.basis}"))]  # fmt: skip
        rows += [(words.pick(skill.name, skill.name_en), skill.skill_id, *row) for row in found]
    return Table("T6b", columns, tuple(rows))
