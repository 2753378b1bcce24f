"""The tables behind the proposals: jobs, reviewers, witnesses, data of the figures (T8 to T10, P3 to P5)."""

from __future__ import annotations

from pipelines.packs import numbers
from pipelines.packs.model import Facts
from pipelines.packs.table_types import Column, Marked, Table, count, shares
from pipelines.packs.words import Words


def occupations(facts: Facts, words: Words) -> Table:
    columns = (Column("occupation_code", cm=2.0), Column("occupation", cm=3.8), Column("batch", cm=1.5),
               Column("digital", cm=1.1), Column("green", cm=1.1), Column("n", "count", 1.3),
               Column("named", "plain", 1.3), Column("share", "share", 1.3), Column("low", "share"),
               Column("high", "share"), Column("of_occupation", "share", 1.5),
               Column("same_work", cm=2.6))  # fmt: skip
    rows = tuple(
        (o.code, words.pick(o.name, o.name_en), words("batch", n=o.batch) if o.batch else "",
         words("yes") if o.digital else "", words("yes") if o.green else "", count(o.share.k), o.n_employers,
         *shares(o.share), shares(o.of_occupation)[0],
         words.listed(list(o.certificates if words.language == "zh" else o.certificates_en)))
        for o in facts.occupations
    )  # fmt: skip
    return Table("T8", columns, rows)


def specialities(facts: Facts, words: Words) -> Table:
    columns = (Column("sector", cm=3.4), Column("sector_from", cm=4.6), Column("programme", cm=4.0),
               Column("programme_code", cm=2.2), Column("school", cm=2.4))  # fmt: skip
    still = words("slot.open")
    rows = tuple(
        (words.sector(s.sector), words.listed(list(s.certificates if words.language == "zh"
         else s.certificates_en)), s.programme or still, still, s.school or still)
        for s in facts.specialities
    )  # fmt: skip
    return Table("T8c", columns, rows)


def titles(facts: Facts) -> Table:
    return Table("T8b", (Column("title", cm=9.0), Column("n", "count", 3.0)), facts.titles)


def reviewers() -> Table:
    columns = (Column("reviewer", cm=2.4), Column("organisation", cm=3.6), Column("role", cm=2.2),
               Column("decision", cm=2.4), Column("opinion", cm=3.4), Column("signature", cm=2.4))  # fmt: skip
    return Table("T9", columns, tuple((None,) * 6 for _ in range(5)))


def excerpts(facts: Facts, words: Words) -> Table:
    columns = (Column("number", "plain", 0.9), Column("skill", cm=2.2), Column("skill_id"), Column("mention"),
               Column("excerpt", cm=7.6), Column("province", cm=1.6), Column("source", cm=2.1),
               Column("date", cm=1.7), Column("vacancy_id"),
               Column("url"))  # fmt: skip
    rows = tuple(
        (number, words.pick(e.name, e.name_en), e.skill_id,
         (found := Marked(e.excerpt, *e.mark)).parts()[1], found, words.pick(e.province, e.province_en), e.source,
         e.when, e.vacancy_id, e.url)
        for number, e in enumerate(facts.excerpts, start=1)
    )  # fmt: skip
    return Table("T10", columns, rows)


def months(facts: Facts) -> Table:
    columns = (Column("month", cm=2.0), Column("n_group", "count", 2.0), Column("n_all", "plain", 2.0),
               Column("share", "share", 2.0), Column("low", "share"), Column("high", "share"), Column("source_break"),
               Column("sources"))  # fmt: skip
    rows = tuple(
        (m.month, count(m.share.k), m.share.n, *shares(m.share), "x" if m.source_break else "", " ".join(m.sources))
        for m in facts.months
    )
    return Table("P3", columns, rows)


def provinces(facts: Facts, words: Words) -> Table:
    columns = (Column("province", cm=4.0), Column("n", "count", 2.0), Column("employers", "plain", 2.0))
    rows = tuple(
        (words.pick(zh, en) or words("unknown"), count(n), numbers.SUPPRESSED if numbers.few(n) else employers)
        for zh, en, n, employers in facts.provinces
    )
    return Table("P4", columns, rows)


def bands(facts: Facts, words: Words) -> Table:
    columns = (Column("what", cm=4.0), Column("band", cm=4.0), Column("n", "count", 2.0))
    rows = tuple(
        (words(f"figure.{what}"), words(f"{what}.{band.key}"), count(band.n))
        for what, bands in (("education", facts.education), ("experience", facts.experience)) for band in bands
    )  # fmt: skip
    return Table("P5", columns, rows)


def unchecked(facts: Facts, words: Words) -> Table:
    columns = (Column("certificate", cm=8.0), Column("why", cm=6.0))
    return Table(
        "T6c", columns, tuple((words.pick(zh, en), words(f"unchecked.{why}")) for zh, en, why in facts.unchecked)
    )
