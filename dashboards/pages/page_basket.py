"""The proposal basket: skills that a reader has put aside, with both verdicts, and the pack that is made of them."""

from __future__ import annotations

from dashboards.components import basket, notes, numbers, packing, tables
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries

PAGE = Page(code="basket", icon=":material/shopping_basket:", order=34)


def render(context: Context) -> None:
    """Draw the page."""
    words = context.words
    notes.caveat(context, "basket")
    if not context.basket:
        notes.empty(context, words("basket.empty"))
    wanted = context.basket or ("-",)  # a filter of no ids lets everything through
    frame = context.ask(queries.skill_ranking, queries.SkillFilter(among=wanted))
    found = {str(r["skill_id"]): r for r in tables.records(frame)}
    rows = [found[skill] for skill in context.basket if skill in found]
    _list(context, rows)
    gone = [skill for skill in context.basket if skill not in found]
    if gone:
        parts = join([join([h("code", skill), " ", basket.without(context, skill)]) for skill in gone], ", ")
        emit(words, h("p", words("basket.gone", least=queries.MIN_SHOWN), " ", parts))
    packing.show(context, rows)


def _list(context: Context, rows: list[dict[str, object]]) -> None:
    words = context.words
    if not rows:
        return

    def name(row: Row) -> Safe:
        return join([link(words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"])), " ",
                     notes.kind(words, row)])  # fmt: skip

    columns = [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), name),
        Column(words("skills.n_vacancies"), lambda r: r["n_vacancies"], lambda r: numbers.vacancies(r["n_vacancies"]),
               numeric=True),
        Column(words("gaps.employers"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_employers_all"]) else
               r["n_employers_all"], lambda r: numbers.vacancies(r["n_employers_all"]), numeric=True),
        Column(words("skills.status"), lambda r: words(f"status.{r['status']}"),
               lambda r: notes.status(words, r["status"])),
        Column(words("skills.ratio"), lambda r: r["ratio"],
               lambda r: numbers.ratio_with_interval(r["ratio"], r["ratio_low"], r["ratio_high"]), numeric=True),
        Column(words("skills.coverage"), lambda r: words(f"verdict.{r['coverage']}"),
               lambda r: notes.verdict(words, r["coverage"])),
        Column(words("skills.basis"), lambda r: notes.basis(words, r["basis"])),
        Column(words("skills.nearest"), lambda r: words.pick(r["nearest_title"], r["nearest_title_en"])),
    ]  # fmt: skip
    caption = words("basket.caption", n=len(rows))
    change = Column(words("basket.change"), lambda r: "", lambda r: basket.without(context, str(r["skill_id"])))
    emit(words, tables.table([*columns, change], rows, caption))
    tables.download(context, "basket", [*columns, *(
        Column(code, lambda r, code=code: r[code]) for code in ("skill_id", "ratio_low", "ratio_high")  # type: ignore[misc]
    )], rows)  # fmt: skip
    totals = context.ask(queries.totals)
    notes.source_line(context, n=totals.n_domestic, n_employers=totals.n_employers, sources=totals.sources,
                      dated=totals.n_dated, period=numbers.period(totals.first, totals.last), interval=True,
                      bases=sorted({str(r["basis"]) for r in rows if r["basis"]}))  # fmt: skip
