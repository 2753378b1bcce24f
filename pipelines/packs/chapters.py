"""What the document says, chapter by chapter, after the outline of the guide by which standards are drafted."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.packs import claims as claims_module
from pipelines.packs import figures, numbers, rules
from pipelines.packs.blocks import Block, FigureBlock, Heading, Pairs, Paragraph, Slot, TableBlock
from pipelines.packs.claims import Claim
from pipelines.packs.figures import Figure
from pipelines.packs.model import Facts
from pipelines.packs.table_types import Table
from pipelines.packs.tables import GATES
from pipelines.packs.words import Words
from warehouse.queries import EMPLOYER_CAP, MIN_SHOWN

ROWS = {"T1": 12, "T3": 20, "T5": 15, "T6": 10, "T6b": 18, "T7b": 25, "T7c": 25, "T6c": 30}
"""Rows in the document; the workbook has all. Tables that are not named here stand there whole."""
UNSOURCED = ("T6c", "T8c", "T9")
"""Tables that hold no figures."""


class _Chapters:
    def __init__(
        self, facts: Facts, claims: Sequence[Claim], tables: dict[str, Table], drawn: dict[str, Figure], words: Words
    ) -> None:
        self.facts, self.claims, self.tables, self.figures = facts, tuple(claims), tables, drawn
        self.words = words
        self.blocks: list[Block] = []

    def head(self, key: str, level: int = 1) -> None:
        self.blocks.append(Heading(level, self.words.both(key)))

    def text(self, key: str, style: str = "body", **values: object) -> None:
        self.blocks.append(Paragraph(self.words(key, **values), style))

    def table(self, code: str, key: str | None = None) -> None:
        table = self.tables[code]
        if not table.rows:
            self.text("text.table_empty", "note", title=self.words(key or table.title), code=code)
            return
        caption = self.words("text.table_caption", code=code, title=self.words(key or table.title))
        source = "" if code in UNSOURCED else self.source()
        self.blocks.append(TableBlock(table, caption, source, ROWS.get(code, len(table.rows))))

    def figure(self, code: str) -> None:
        if code in self.figures:
            self.blocks.append(FigureBlock(self.figures[code], self.words(f"figure.{code}"), self.source()))
        else:
            key = "text.figure_uncovered" if code == "P6" else "text.figure_empty"
            self.text(key, "note", title=self.words(f"figure.{code}"), code=code)

    def source(self) -> str:
        size = self.facts.size
        return self.words(
            "text.source", n=numbers.count(size.n_vacancies), employers=f"{size.n_named_employers:,}",
            period=numbers.period(size.first_month, size.last_month), undated=f"{size.n_vacancies - size.n_dated:,}",
            sources=len(size.sources), basis=self.words(f"basis.{self.facts.basis}"), build=self.facts.build.build_id,
        )  # fmt: skip

    def kind(self, key: str) -> str:
        return f"{key}_{self.facts.kind}"

    def summary(self) -> None:
        self.head("chapter.summary")
        chosen = claims_module.summary(self.claims)
        self.text("text.decision_" + self.facts.kind, title=self.title())
        if len(chosen) < 3:
            self.text("text.thin", "warning")
        for claim in chosen:
            self.blocks.append(Paragraph(f"[{claim.claim_id} · {self.words('column.grade')} {claim.grade}] "
                                         f"{claim.text[self.words.language]}", "bullet"))  # fmt: skip
        if facts_near(self.facts, self.words):
            self.text("text.near", "warning", names=self.words.listed(facts_near(self.facts, self.words)))
        self.text("text.grades", "note")
        self.table("T1")

    def title(self) -> str:
        return self.words.pick(self.facts.title, self.facts.title_en)

    def background(self) -> None:
        self.head("chapter.background")
        facts, w = self.facts, self.words
        if facts.kind == "revision":
            rows = [(w("fact.certificate"), f"{self.title()} ({facts.subject})"),
                    (w("fact.sector"), w.sector(facts.sector)),
                    (w("fact.version"), facts.version), (w("fact.basis"), w(f"basis.{facts.basis}")),
                    (w("fact.levels"), w.listed([w(f"level.{level}") for level in facts.levels])),
                    (w("fact.clauses"), str(len(facts.clauses)))]  # fmt: skip
        else:
            rows = [(w("fact.bundle"), facts.subject),
                    (w("fact.skills"), w.listed([w.pick(s.name, s.name_en) for s in facts.missing]))]  # fmt: skip
        self.blocks.append(Pairs(tuple(rows)))
        self.blocks.append(Slot(w("slot.background")))
        self.blocks.append(Slot(w("slot.policy")))

    def data(self) -> None:
        self.head("chapter.data")
        facts = self.facts
        self.text(self.kind("text.group"), title=self.title(), k=facts.n_skills_named)
        self.text("text.counting", cap=EMPLOYER_CAP, shown=MIN_SHOWN, since=facts.since or numbers.NOTHING,
                  unnamed=f"{facts.size.n_unnamed:,}")  # fmt: skip
        self.table("T2")
        self.figure("P1")
        self.figure("P2")
        earlier = sum(m.share.k for m in self.facts.months if m.month not in figures.window(self.facts.months))
        if earlier:
            self.text("text.window", "note", months=figures.WINDOW, n=numbers.count(earlier))
        self.text("text.undated", n=f"{facts.size.n_vacancies - facts.size.n_dated:,}",
                  part=numbers.percent(1 - facts.size.n_dated / facts.size.n_vacancies))  # fmt: skip
        self.head("chapter.terms", 2)
        for key in ("vacancy", "share", "lift", "recent", "covered", "basis", "precision"):
            self.text(f"term.{key}", "bullet", shown=MIN_SHOWN)

    def demand(self) -> None:
        self.head("chapter.demand")
        self.head("chapter.skills", 2)
        self.table("T3")
        self.text("text.top", "note")
        self.head("chapter.time", 2)
        self.figure("P3")
        self.text("text.months", "note")
        self.head("chapter.places", 2)
        self.figure("P4")
        self.text("text.places", "note", n=numbers.count(places_left(self.facts)), shown=MIN_SHOWN)
        self.head("chapter.employers", 2)
        self.table("T4")
        self.text("text.employers", "note")
        self.head("chapter.asked", 2)
        self.figure("P5")
        if self.facts.salary is not None:
            n, low, middle, high = self.facts.salary
            self.text("text.salary", n=numbers.count(n), low=f"{low:,.0f}", middle=f"{middle:,.0f}",
                      high=f"{high:,.0f}")  # fmt: skip

    def emergence(self) -> None:
        self.head("chapter.emergence")
        as_of = self.facts.build.as_of
        self.text("text.gates" if as_of else "text.no_trend", as_of=as_of, gates=len(GATES))
        self.table("T5")
        self.text("text.sensitivity", "note", cap=EMPLOYER_CAP)

    def comparison(self) -> None:
        self.head("chapter.comparison")
        facts = self.facts
        self.text("text.compared", frames=facts.n_frames, catalogue=facts.n_catalogue,
                  rest=facts.n_catalogue - facts.n_frames)  # fmt: skip
        if facts.basis == "reference":
            self.text("text.reference", "warning")
        self.table("T6")
        self.text(self.kind("text.overlaps"), "note", n=max((o.n_skills for o in facts.overlaps), default=0))
        self.figure("P6")
        self.table("T6b")
        self.text("text.nearest", "note")
        if facts.kind == "new":
            self.head("chapter.different", 2)
            for claim in self.claims:
                if claim.kind in ("uncovered", "overlap"):
                    self.blocks.append(Paragraph(claim.text[self.words.language], "bullet"))
            self.blocks.append(Slot(self.words("slot.different")))
        self.head("chapter.unchecked", 2)
        self.text("text.unchecked", rest=facts.n_catalogue - facts.n_frames)
        self.table("T6c")

    def proposal(self) -> None:
        self.head(self.kind("chapter.proposal"))
        facts = self.facts
        if facts.kind == "revision":
            self.head("chapter.clauses", 2)
            self.text("text.advice", floor=rules.FLOORS["C"].vacancies, shown=MIN_SHOWN,
                      absent=numbers.percent(rules.ABSENT), step=f"{rules.LEVEL_STEP * 100:.0f}",
                      faded=numbers.percent(rules.FADED))  # fmt: skip
            self.counts()
            self.table("T7", "table.T7_revision")
            self.head("chapter.additions", 2)
            self.text("text.additions", lift=rules.LIFT, floor=rules.MIN_PACK.vacancies,
                      employers=rules.MIN_PACK.employers)  # fmt: skip
            self.table("T7b", "table.T7b_revision")
            self.head("chapter.lacking", 2)
            self.table("T7c")
        else:
            self.text("text.draft")
            self.table("T7", "table.T7_new")
            self.text("text.levels", "note")
            self.head("chapter.micro", 2)
            self.text("text.micro")
            self.table("T7b", "table.T7b_new")
        self.blocks.append(Slot(self.words("slot.requirements")))

    def counts(self) -> None:
        """How many clauses got which proposal."""
        found: dict[str, int] = {}
        for clause in self.facts.clauses:
            found[clause.advice] = found.get(clause.advice, 0) + 1
        said = [f"{self.words(f'advice.{advice}')} {n}" for advice, n in found.items()]
        self.text("text.counts", n=len(self.facts.clauses), said=self.words.listed(said))

    def jobs(self) -> None:
        self.head("chapter.jobs")
        facts = self.facts
        self.text("text.occupations", n=f"{facts.n_without_occupation:,}",
                  part=numbers.percent(facts.n_without_occupation / facts.size.n_vacancies))  # fmt: skip
        self.table("T8")
        self.table("T8b")
        self.text(self.kind("text.specialities"))
        self.table("T8c")
        self.blocks.append(Slot(self.words("slot.majors")))

    def rest(self) -> None:
        self.head("chapter.scale")
        low, high = facts_low(self.facts), self.facts.size.n_vacancies
        self.text("text.scale" if low < high else "text.scale_same", low=numbers.count(low), high=numbers.count(high))
        self.blocks.append(Slot(self.words("slot.scale")))
        self.head("chapter.experts")
        self.table("T9")
        self.blocks.append(Slot(self.words("slot.disagreement")))
        self.head("chapter.limits")
        for key in ("online", "mix", "age", "reading", "absent", "reference", "names"):
            self.text(f"limit.{key}", "bullet")
        self.head("chapter.excerpts")
        facts = self.facts
        self.text("text.excerpts", n=len(facts.excerpts), pool=facts.n_excerpt_pool, seed=facts.seed)
        self.table("T10")
        self.head("chapter.reproduce")
        build = facts.build
        command = f"xgap pack revision --certificate {facts.subject}" if facts.kind == "revision" else (
            f"xgap pack new --skills {','.join(s.skill_id for s in facts.missing)}")  # fmt: skip
        self.text("text.reproduce")
        self.blocks.append(Pairs((
            (self.words("fact.command"), command), (self.words("fact.build"), build.build_id),
            (self.words("fact.built_at"), numbers.moment(build.built_at)),
            (self.words("fact.as_of"), build.as_of or numbers.NOTHING),
            (self.words("fact.extractor"), build.extractor), (self.words("fact.taxonomy"), build.taxonomy),
            (self.words("fact.model"), build.embedding_model), (self.words("fact.method"), rules.VERSION),
            (self.words("fact.seed"), facts.seed),
        )))  # fmt: skip
        self.text("text.trace", "note")


def facts_near(facts: Facts, words: Words) -> list[str]:
    """Certificates of the catalogue that a new one might repeat, by their names; their text could not be compared."""
    return [words.pick(zh, en) for zh, en, why in facts.unchecked if why == "name"] if facts.kind == "new" else []


def places_left(facts: Facts) -> int:
    """Vacancies of the group that the figure of places does not show."""
    return facts.size.n_vacancies - sum(n for _, _, n, _ in figures.places(facts))


def facts_low(facts: Facts) -> int:
    """The careful end of the range: vacancies with one employer counting three times at most."""
    return sum(s.n_group_capped for s in facts.sources)


def write(
    facts: Facts, claims: Sequence[Claim], tables: dict[str, Table], drawn: dict[str, Figure], words: Words
) -> list[Block]:
    """All chapters in order, without the cover."""
    made = _Chapters(facts, claims, tables, drawn, words)
    for chapter in (made.summary, made.background, made.data, made.demand, made.emergence, made.comparison,
                    made.proposal, made.jobs, made.rest):  # fmt: skip
        chapter()
    return made.blocks
