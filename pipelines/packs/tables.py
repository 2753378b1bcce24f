"""The tables T1 to T10 of a pack: raw values by column; the document writes a part of them, the workbook all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.packs import numbers, rules
from pipelines.packs.claims import Claim
from pipelines.packs.model import Facts, Share, Skill
from pipelines.packs.words import Words

Format = Literal["text", "count", "plain", "share", "ratio"]
"""count: vacancies, suppressed below five; plain: other whole numbers; ratio: two decimals."""


@dataclass(frozen=True)
class Marked:
    """A piece of a posting and the span in it that names the skill."""

    text: str
    start: int
    end: int

    def parts(self) -> tuple[str, str, str]:
        """What stands before the mention, the mention, and what stands behind it."""
        return self.text[: self.start], self.text[self.start : self.end], self.text[self.end :]

    def __str__(self) -> str:
        return self.text


Cell = str | int | float | Marked | None


@dataclass(frozen=True)
class Column:
    """One column: the key of its heading in the words, how it is written, and its width in the document."""

    key: str
    form: Format = "text"
    cm: float = 0.0
    """Width in the document; 0 leaves it to the workbook."""
    joined: bool = False
    """Equal cells below each other become one in the document."""


@dataclass(frozen=True)
class Table:
    """Rows of raw values; `code` is T1…T10 with a letter where a table has parts."""

    code: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    grey: frozenset[int] = frozenset()
    """Rows that rest on too little and are printed grey."""

    @property
    def title(self) -> str:
        """Key of the title in the words."""
        return f"table.{self.code}"


def make(facts: Facts, claims: Sequence[Claim], words: Words) -> dict[str, Table]:
    """All tables by code, in the order of the document."""
    tables = [_claims(claims, words), _sources(facts), _top(facts, words), _employers(facts), _gates(facts, words),
              _overlaps(facts, words), _nearest(facts, words)]  # fmt: skip
    if facts.kind == "revision":
        tables += [_clauses(facts, words), _additions(facts, words), _lacking(facts, words)]
    else:
        tables += [_draft(facts, words), _micro(facts, words)]
    tables += [_occupations(facts, words), _titles(facts), _reviewers(), _excerpts(facts, words)]
    tables += [_months(facts), _provinces(facts, words), _bands(facts, words), _unchecked(facts, words)]
    return {table.code: table for table in tables}


def written(value: Cell, form: Format) -> str:
    """A value as the document shows it."""
    if value is None or value == "":
        return numbers.NOTHING if form != "text" else ""
    if isinstance(value, (str, Marked)):
        return str(value)
    if form == "count":
        return numbers.count(int(value))
    if form == "plain":
        return f"{int(value):,}"
    if form == "share":
        return numbers.percent(float(value))
    if form == "ratio":
        return f"{float(value):,.{0 if abs(float(value)) >= 100 else 2}f}"
    return str(value)


def _shares(value: Share) -> tuple[Cell, Cell, Cell]:
    """Share and interval; nothing where few stand behind them."""
    return (None, None, None) if not value.n or numbers.few(value.k) else (value.value, value.low, value.high)


def _of(value: int, n: int) -> Cell:
    """Employers of `n` vacancies: suppressed as those are."""
    return numbers.SUPPRESSED if numbers.few(n) else value


def _n(value: int) -> Cell:
    """A number of vacancies for a cell: suppressed as text where it is few."""
    return numbers.SUPPRESSED if numbers.few(value) else value


def _claims(claims: Sequence[Claim], words: Words) -> Table:
    columns = (Column("id", cm=1.2), Column("claim", cm=8.6), Column("n", "plain", 1.4), Column("employers", "plain"),
               Column("named", "plain", 1.6), Column("n_sources", "plain", 1.2), Column("n_months", "plain", 1.2),
               Column("period"), Column("share", "share"), Column("low", "share"), Column("high", "share"),
               Column("grade", cm=1.2), Column("basis"), Column("subjects"), Column("witnesses"))  # fmt: skip
    rows = tuple(
        (c.claim_id, c.text[words.language], c.n, c.n_employers, c.n_named_employers, len(c.sources), c.n_months,
         numbers.period(c.first_month, c.last_month), *(_shares(c.share) if c.share else (None, None, None)), c.grade,
         words(f"basis.{c.basis}"), " ".join(c.subjects), " ".join(c.witnesses))
        for c in claims
    )  # fmt: skip
    return Table("T1", columns, rows, frozenset(i for i, c in enumerate(claims) if c.grade == "D"))


def _sources(facts: Facts) -> Table:
    columns = (Column("source", cm=4.0), Column("n_lines", "plain", 1.7), Column("n_postings", "plain", 1.7),
               Column("n_vacancies", "plain", 1.7), Column("n_group", "count", 1.7), Column("n_capped", "count", 1.9),
               Column("n_dated", "count", 1.7), Column("period", cm=2.6))  # fmt: skip
    rows = tuple(
        (s.name, s.n_lines, s.n_postings, s.n_vacancies, _n(s.n_group), _n(s.n_group_capped), _n(s.n_group_dated),
         numbers.period(s.first_month, s.last_month))
        for s in facts.sources
    )  # fmt: skip
    return Table("T2", columns, rows)


_SKILL = (
    Column("skill", cm=3.4), Column("skill_id"), Column("type"), Column("known"), Column("n", "count", 1.4),
    Column("employers", "plain"), Column("named", "plain", 1.6), Column("n_sources", "plain"),
    Column("n_months", "plain"), Column("n_provinces", "plain", 1.2), Column("period"), Column("share", "share", 1.5),
    Column("low", "share", 1.4), Column("high", "share", 1.4), Column("n_recent", "count"),
    Column("recent", "share", 1.6), Column("lift", "ratio", 1.4),
)  # fmt: skip


def _skill(skill: Skill, words: Words) -> tuple[Cell, ...]:
    size = skill.size
    return (
        words.pick(skill.name, skill.name_en), skill.skill_id, words(f"type.{skill.type}"),
        words("yes" if skill.is_known else "no"), _n(size.n_vacancies),
        _of(size.n_employers, size.n_vacancies), _of(size.n_named_employers, size.n_vacancies),
        len(size.sources), size.n_months, size.n_provinces, numbers.period(size.first_month, size.last_month),
        *_shares(skill.share), _n(size.n_recent), _shares(skill.recent)[0], skill.lift,
    )  # fmt: skip


def _grey(skills: Sequence[Skill]) -> frozenset[int]:
    return frozenset(i for i, s in enumerate(skills) if rules.grade_of(s.size, s.reviewed) == "D")


def _top(facts: Facts, words: Words) -> Table:
    columns = (*_SKILL, Column("verdict", cm=1.9), Column("trend"))
    rows = tuple((*_skill(s, words), words(f"verdict.{s.verdict}"), numbers.trend(words, s.trend)) for s in facts.top)
    return Table("T3", columns, rows, _grey(facts.top))


def _employers(facts: Facts) -> Table:
    columns = (Column("band_vacancies", cm=5.0), Column("named", "plain", 3.0), Column("n_vacancies", "count", 3.0))
    return Table("T4", columns, tuple((band, n, _n(vacancies)) for band, n, vacancies in facts.employer_bands))


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
    return Table("T5", columns, tuple(_gate_row(s, words) for s in tested(facts)), _grey(tested(facts)))


def _gate_row(skill: Skill, words: Words) -> tuple[Cell, ...]:
    size, trend, moved = skill.size, skill.trend, skill.sensitivity
    gates = trend.gates if trend else {}
    asked = [value for value in gates.values() if value is not None]
    said = {True: "passed", False: "failed", None: "unasked"}
    return (
        words.pick(skill.name, skill.name_en), skill.skill_id, _n(size.n_vacancies),
        _of(size.n_named_employers, size.n_vacancies),
        len(size.sources), size.n_months, rules.grade_of(size, skill.reviewed),
        words(f"status.{trend.status if trend else 'insufficient'}"), *((trend.ratio, trend.low, trend.high, trend.q)
        if trend else (None,) * 4), f"{sum(asked)}/{len(asked)}" if asked else None,
        *(words(f"gate.{said[gates.get(gate)]}") for gate in GATES), _shares(skill.share)[0],
        *((_shares(moved.capped)[0], _shares(moved.lowest)[0], moved.lowest_without, _shares(moved.highest)[0],
           moved.highest_without) if moved else (None,) * 5),
    )  # fmt: skip


def _overlaps(facts: Facts, words: Words) -> Table:
    columns = (Column("certificate", cm=4.2), Column("code"), Column("basis", cm=1.8), Column("covered", "plain", 1.4),
               Column("partly", "plain", 1.4), Column("review", "plain", 1.6), Column("of", "plain", 1.6),
               Column("n_shared", "count", 1.6), Column("shared", "share", 1.6), Column("low", "share"),
               Column("high", "share"))  # fmt: skip
    rows = tuple(
        (words.pick(o.title, o.title_en), o.certificate, words(f"basis.short_{o.basis}"), o.n_covered, o.n_partly,
         o.n_review, o.n_skills, _n(o.shared.k), *_shares(o.shared))
        for o in facts.overlaps
    )  # fmt: skip
    return Table("T6", columns, rows)


def _nearest(facts: Facts, words: Words) -> Table:
    columns = (Column("skill", cm=2.6), Column("skill_id"), Column("certificate", cm=2.8), Column("code_of"),
               Column("level", cm=1.3), Column("code", cm=1.3), Column("clause", cm=5.6), Column("p", "ratio", 1.3),
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


def _clauses(facts: Facts, words: Words) -> Table:
    columns = (Column("level", cm=0.9, joined=True), Column("code", cm=1.0), Column("competency_id"),
               Column("domain"), Column("task"), Column("clause", cm=5.5), Column("n", "count", 1.2),
               Column("of", "plain"), Column("employers", "plain"), Column("named", "plain", 1.3),
               Column("share", "share", 1.2), Column("low", "share", 1.2), Column("high", "share", 1.2),
               Column("recent", "share", 1.3), Column("experienced", "share"), Column("skills"),
               Column("trend_of_skills", cm=1.2), Column("basis"), Column("advice", cm=2.0),
               Column("opinion", cm=1.8))  # fmt: skip
    rows = tuple(
        (words(f"level.{c.level}"), c.code, c.competency_id, words.pick(c.domain, c.domain_en),
         words.pick(c.task, c.task_en), words.pick(c.text, c.text_en), _n(c.share.k), c.share.n,
         _of(c.n_employers, c.share.k), _of(c.n_named_employers, c.share.k), *_shares(c.share), _shares(c.recent)[0],
         _shares(c.experienced)[0] if c.experienced else None,
         words.listed([words.pick(zh, en) for _, zh, en, _ in c.skills]),
         words.listed(list(dict.fromkeys(words(f"status.{status or 'insufficient'}") for *_, status in c.skills))),
         words(f"basis.{facts.basis}"), words(f"advice.{c.advice}"), None)
        for c in facts.clauses
    )  # fmt: skip
    return Table("T7", columns, rows, frozenset(i for i, c in enumerate(facts.clauses) if c.advice == "unjudged"))


_SLOTS = ("condition", "behaviour", "standard", "result")


def _additions(facts: Facts, words: Words) -> Table:
    columns = (Column("skill", cm=3.0), Column("skill_id"), Column("n", "count", 1.3), Column("named", "plain", 1.4),
               Column("share", "share", 1.4), Column("low", "share"), Column("high", "share"), Column("grade", cm=1.0),
               Column("proposed_level", cm=1.8), *(Column(slot, cm=1.8) for slot in _SLOTS))  # fmt: skip
    chosen = [s for s in facts.missing if s.proposal == "add"]
    rows = tuple(
        (words.pick(s.name, s.name_en), s.skill_id, _n(s.share.k), s.size.n_named_employers, *_shares(s.share),
         rules.grade_of(s.size, s.reviewed), words("slot.open"), *(words("slot.open") for _ in _SLOTS))
        for s in chosen
    )  # fmt: skip
    return Table("T7b", columns, rows)


def _lacking(facts: Facts, words: Words) -> Table:
    columns = (*_SKILL[:-1], Column("lift", "ratio", 1.4), Column("trend"), Column("elsewhere"),
               Column("proposal", cm=2.8))  # fmt: skip
    chosen = sorted((*facts.missing, *facts.undecided, *facts.candidates), key=lambda s: (-s.share.k, s.skill_id))
    rows = tuple(
        (*_skill(s, words), numbers.trend(words, s.trend), words.pick(*s.elsewhere[1:]) if s.elsewhere else None,
         words(f"proposal.{s.proposal}"))
        for s in chosen
    )  # fmt: skip
    return Table("T7c", columns, rows, _grey(chosen))


def _draft(facts: Facts, words: Words) -> Table:
    columns = (Column("level", cm=1.2, joined=True), Column("domain", cm=2.3, joined=True),
               Column("task", cm=2.5, joined=True), Column("code", cm=1.2), Column("requirement", cm=2.9), Column("skill_id"), Column("type"), Column("origin", cm=1.8),
               Column("n", "count", 1.2), Column("share", "share", 1.3), Column("low", "share"),
               Column("high", "share"), Column("junior", "share"), Column("senior", "share"),
               Column("bachelor", "share"), Column("level_basis"),
               *(Column(slot, cm=1.6) for slot in _SLOTS))  # fmt: skip
    rows = tuple(
        (words(f"level.{level.level}"), f"{domain.code} {words.pick(domain.name, domain.name_en)}",
         f"{task.code} {words.pick(task.name, task.name_en)}", item.code,
         words(f"requirement.{item.type}", name=words.pick(item.name, item.name_en)), item.skill_id,
         words(f"type.{item.type}"), words("origin.own" if item.proposed else "origin.taught"), _n(item.share.k),
         *_shares(item.share), _shares(item.junior)[0], _shares(item.senior)[0], _shares(item.bachelor)[0],
         words(f"level_basis.{item.level_basis}"), *(words("slot.open") for _ in _SLOTS))
        for level in facts.draft for domain in level.domains for task in domain.tasks for item in task.requirements
    )  # fmt: skip
    return Table("T7", columns, rows)


def _micro(facts: Facts, words: Words) -> Table:
    columns = (Column("skills", cm=7.0), Column("n_together", "count", 2.4), Column("named", "plain", 2.0),
               Column("n_sources", "plain", 1.6), Column("n_months", "plain", 1.6),
               Column("grade", cm=1.4))  # fmt: skip
    rows = tuple(
        (words.listed([words.pick(zh, en) for _, zh, en in m.skills]), m.n_vacancies, m.n_named_employers,
         len(m.sources), m.n_months, m.grade)
        for m in facts.micro
    )  # fmt: skip
    return Table("T7b", columns, rows)


def _occupations(facts: Facts, words: Words) -> Table:
    columns = (Column("occupation_code", cm=2.6), Column("occupation", cm=5.2), Column("digital", cm=1.4),
               Column("green", cm=1.4), Column("n", "count", 1.6), Column("employers", "plain", 1.6),
               Column("share", "share", 1.6), Column("low", "share"), Column("high", "share"))  # fmt: skip
    rows = tuple(
        (o.code, words.pick(o.name, o.name_en), words("yes") if o.digital else "", words("yes") if o.green else "",
         _n(o.share.k), o.n_employers, *_shares(o.share))
        for o in facts.occupations
    )  # fmt: skip
    return Table("T8", columns, rows)


def _titles(facts: Facts) -> Table:
    return Table("T8b", (Column("title", cm=9.0), Column("n", "count", 3.0)), facts.titles)


def _reviewers() -> Table:
    columns = (Column("reviewer", cm=2.4), Column("organisation", cm=3.6), Column("role", cm=2.2),
               Column("decision", cm=2.4), Column("opinion", cm=3.4), Column("signature", cm=2.4))  # fmt: skip
    return Table("T9", columns, tuple((None,) * 6 for _ in range(5)))


def _excerpts(facts: Facts, words: Words) -> Table:
    columns = (Column("number", "plain", 0.9), Column("skill", cm=2.2), Column("skill_id"), Column("mention"), Column("excerpt", cm=7.6),
               Column("province", cm=1.6), Column("source", cm=2.1), Column("date", cm=1.7), Column("vacancy_id"),
               Column("url"))  # fmt: skip
    rows = tuple(
        (number, words.pick(e.name, e.name_en), e.skill_id,
         (found := Marked(e.excerpt, *e.mark)).parts()[1], found, words.pick(e.province, e.province_en), e.source,
         e.when, e.vacancy_id, e.url)
        for number, e in enumerate(facts.excerpts, start=1)
    )  # fmt: skip
    return Table("T10", columns, rows)


def _months(facts: Facts) -> Table:
    columns = (Column("month", cm=2.0), Column("n_group", "count", 2.0), Column("n_all", "plain", 2.0),
               Column("share", "share", 2.0), Column("low", "share"), Column("high", "share"), Column("source_break"),
               Column("sources"))  # fmt: skip
    rows = tuple(
        (m.month, _n(m.share.k), m.share.n, *_shares(m.share), "x" if m.source_break else "", " ".join(m.sources))
        for m in facts.months
    )
    return Table("P3", columns, rows)


def _provinces(facts: Facts, words: Words) -> Table:
    columns = (Column("province", cm=4.0), Column("n", "count", 2.0), Column("employers", "plain", 2.0))
    rows = tuple(
        (words.pick(zh, en) or words("unknown"), _n(n), numbers.SUPPRESSED if numbers.few(n) else employers)
        for zh, en, n, employers in facts.provinces
    )
    return Table("P4", columns, rows)


def _bands(facts: Facts, words: Words) -> Table:
    columns = (Column("what", cm=4.0), Column("band", cm=4.0), Column("n", "count", 2.0))
    rows = tuple(
        (words(f"figure.{what}"), words(f"{what}.{band.key}"), _n(band.n))
        for what, bands in (("education", facts.education), ("experience", facts.experience)) for band in bands
    )  # fmt: skip
    return Table("P5", columns, rows)


def _unchecked(facts: Facts, words: Words) -> Table:
    columns = (Column("certificate", cm=8.0), Column("why", cm=6.0))
    return Table("T6c", columns, tuple((name, words(f"unchecked.{why}")) for name, why in facts.unchecked))
