"""What a pack claims, each sentence with its support, its grade and its witnesses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipelines.packs import numbers, rules
from pipelines.packs.model import Clause, Facts, Share, Skill
from pipelines.packs.words import LANGUAGES, Words
from warehouse.queries import MIN_SHOWN

IN_SUMMARY = 5
CHANGES = ("level_up", "level_down", "fading", "removal")
"""What is proposed for a clause and worth a claim of its own."""


@dataclass(frozen=True)
class Claim:
    """One sentence of the pack."""

    claim_id: str
    kind: str
    """group, clauses, add, refer, removal, fading, level_up, level_down, uncovered, overlap, micro, skill."""
    text: dict[str, str]
    n: int
    n_employers: int
    """All employer keys, as the dashboard counts them."""
    n_named_employers: int
    n_months: int
    sources: tuple[str, ...]
    first_month: str | None
    last_month: str | None
    share: Share | None
    grade: str
    basis: str
    subjects: tuple[str, ...]
    """Ids of skills or clauses."""
    witnesses: tuple[str, ...]
    moving: bool = False
    """Whether its skill is new or rising on the whole market."""

    def row(self) -> dict[str, Any]:
        """For claims.json."""
        return {
            "id": self.claim_id, "kind": self.kind, "text_zh": self.text["zh"], "text_en": self.text["en"],
            "n": self.n, "employers": self.n_employers, "named_employers": self.n_named_employers,
            "sources": list(self.sources), "months": self.n_months,
            "period": {"first": self.first_month, "last": self.last_month},
            "interval": None if self.share is None else self.share.row(),
            "grade": self.grade, "basis": self.basis, "subjects": list(self.subjects),
            "witnesses": list(self.witnesses),
        }  # fmt: skip


_ALL: dict[str, Words] = {language: Words(language) for language in LANGUAGES}


def make(facts: Facts) -> tuple[Claim, ...]:
    """All claims of the pack in the order of its chapters; none rests on fewer than five vacancies."""
    found = list(_revision(facts) if facts.kind == "revision" else _new(facts))
    return tuple(claim for claim in found if claim.n >= MIN_SHOWN)


def summary(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Five at most that open the document, in their order: none below grade C, no more than two of a kind.

    What is new or rising takes the second place of its kind from what is merely asked for more often."""
    shown = [claim for claim in claims if claim.grade != "D"]
    chosen: list[Claim] = []
    for kind in dict.fromkeys(claim.kind for claim in shown):
        first, *others = [claim for claim in shown if claim.kind == kind]
        chosen += [first, *sorted(others, key=lambda c: not c.moving)[:1]]
    return tuple(sorted(chosen, key=shown.index)[:IN_SUMMARY])


def _revision(facts: Facts) -> Iterator[Claim]:
    yield _group(facts, "group_revision")
    few = sum(c.share.k < MIN_SHOWN for c in facts.clauses)
    low = sum(c.share.k >= MIN_SHOWN and c.share.high < rules.ABSENT for c in facts.clauses)
    yield _of_group(
        facts, "C02", "clauses", None, "claim.clauses", n=len(facts.clauses), k=len(facts.clauses) - few - low,
        few=few, low=low, absent=numbers.percent(rules.ABSENT), total=numbers.count(facts.size.n_vacancies),
    )  # fmt: skip
    additions = [s for s in facts.missing if s.proposal == "add"]
    for number, skill in enumerate(additions, start=1):
        yield _skill(facts, f"A{number:02d}", "add", skill)
    changes = [c for c in facts.clauses if c.advice in CHANGES]
    for number, clause in enumerate(sorted(changes, key=lambda c: -c.share.k), start=1):
        yield _clause(facts, f"L{number:02d}", clause)
    for number, skill in enumerate((s for s in facts.missing if s.proposal == "refer"), start=1):
        yield _skill(facts, f"R{number:02d}", "refer", skill)


def _new(facts: Facts) -> Iterator[Claim]:
    yield _group(facts, "group_new", k=facts.n_skills_named, n_skills=len(facts.missing))
    lacking = [s for s in facts.missing if s.verdict == "not_covered"]
    yield _of_group(
        facts, "C02", "uncovered", None, f"claim.uncovered_{facts.basis}", n=len(facts.missing), k=len(lacking),
        frames=facts.n_frames, catalogue=facts.n_catalogue, rest=facts.n_catalogue - facts.n_frames,
    )  # fmt: skip
    near = max(facts.overlaps, key=lambda o: (o.shared.k, o.certificate), default=None)
    if near is not None:
        key = "claim.overlap_large" if near.shared.value >= 0.5 else "claim.overlap"
        yield _of_group(facts, "C03", "overlap", near.shared, key, (near.certificate,),
                        title={"zh": near.title, "en": near.title_en},
                        share=numbers.with_interval(near.shared))  # fmt: skip
    for number, micro in enumerate(facts.micro[:1], start=1):
        share = Share(micro.n_vacancies, facts.size.n_vacancies, micro.n_effective)
        yield Claim(
            f"M{number:02d}", "micro",
            {lang: words("claim.micro", skills=words.listed([words.pick(zh, en) for _, zh, en in micro.skills]),
                         n=numbers.count(micro.n_vacancies), employers=f"{micro.n_named_employers:,}")
             for lang, words in _ALL.items()},
            micro.n_vacancies, micro.n_named_employers, micro.n_named_employers, micro.n_months, micro.sources,
            micro.first_month, micro.last_month, share, micro.grade, facts.basis,
            tuple(s for s, _, _ in micro.skills), micro.witnesses,
        )  # fmt: skip
    for number, skill in enumerate(facts.missing, start=1):
        yield _skill(facts, f"S{number:02d}", "skill", skill)


def _group(facts: Facts, key: str, **values: Any) -> Claim:
    size = facts.size
    return _of_group(
        facts, "C01", "group", None, f"claim.{key}", title={"zh": facts.title, "en": facts.title_en},
        total=numbers.count(size.n_vacancies), employers=f"{size.n_named_employers:,}", sources=len(size.sources),
        recent=numbers.count(size.n_recent), dated=numbers.count(size.n_dated), **values,
    )  # fmt: skip


def _of_group(
    facts: Facts, claim_id: str, kind: str, interval: Share | None, key: str, subjects: tuple[str, ...] = (),
    **values: Any,
) -> Claim:  # fmt: skip
    """A claim that the whole group supports; a value that is a dict holds one text per language."""
    text = {
        lang: words(key, **{k: v[lang] if isinstance(v, dict) else v for k, v in values.items()})
        for lang, words in _ALL.items()
    }
    size = facts.size
    return Claim(
        claim_id, kind, text, size.n_vacancies, size.n_employers, size.n_named_employers, size.n_months, size.sources,
        size.first_month, size.last_month, interval, rules.grade_of(size), facts.basis, subjects or (facts.subject,),
        facts.witnesses.get("", ()),
    )  # fmt: skip


def _skill(facts: Facts, claim_id: str, kind: str, skill: Skill) -> Claim:
    def text(words: Words) -> str:
        other = words.pick(*skill.elsewhere[1:]) if skill.elsewhere else ""
        return words(
            f"claim.{kind}", name=words.pick(skill.name, skill.name_en), share=numbers.with_interval(skill.share),
            n=numbers.count(skill.share.k), total=f"{skill.share.n:,}", employers=f"{skill.size.n_named_employers:,}",
            recent=numbers.share(skill.recent), lift=f"{skill.lift:.1f}", trend=numbers.trend(words, skill.trend),
            other=other, basis=words(f"basis.said_{facts.basis}"), verdict=words(f"verdict.{skill.verdict}"),
        )  # fmt: skip

    size = skill.size
    return Claim(
        claim_id, kind, {lang: text(words) for lang, words in _ALL.items()}, size.n_vacancies, size.n_employers,
        size.n_named_employers, size.n_months, size.sources, size.first_month, size.last_month, skill.share,
        rules.grade_of(size, skill.reviewed), facts.basis, (skill.skill_id,),
        facts.witnesses.get(skill.skill_id, ()), skill.trend is not None and skill.trend.status in ("new", "rising"),
    )  # fmt: skip


def _clause(facts: Facts, claim_id: str, clause: Clause) -> Claim:
    def text(words: Words) -> str:
        experienced = clause.experienced
        return words(
            f"claim.{clause.advice}", level=words(f"level.{clause.level}"), code=clause.code,
            text=words.pick(clause.text, clause.text_en), share=numbers.with_interval(clause.share),
            n=numbers.count(clause.share.k), total=f"{clause.share.n:,}", high=numbers.percent(clause.share.high),
            recent=numbers.with_interval(clause.recent), experienced=numbers.share(experienced or Share(0, 0)),
        )  # fmt: skip

    size, absent = facts.size, clause.advice == "removal"
    first, last = clause.first_month, clause.last_month
    if absent:  # that hardly anybody asks is a statement about the whole group, and never strong evidence
        support = rules.grade_of(size)
        grade = support if support == "D" else "C"
        n, employers, named, months = size.n_vacancies, size.n_employers, size.n_named_employers, size.n_months
        sources, first, last = size.sources, size.first_month, size.last_month
    else:
        sources = clause.sources
        n, employers, named, months = clause.share.k, clause.n_employers, clause.n_named_employers, clause.n_months
        grade = rules.grade(n, named, len(sources), months, None, False)
    return Claim(
        claim_id, clause.advice, {lang: text(words) for lang, words in _ALL.items()}, n, employers, named, months,
        sources, first, last, clause.share, grade, facts.basis, (clause.competency_id,),
        facts.witnesses.get(clause.competency_id, ()),
    )  # fmt: skip
