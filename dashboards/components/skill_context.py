"""What stands around a skill: skills named with it, provinces that ask for it, education and experience asked."""

from __future__ import annotations

from typing import Any

from dashboards.components import notes, numbers, tables, tiles
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from warehouse import queries

EDUCATION = ("junior_secondary", "senior_secondary", "associate", "bachelor", "master", "doctor", "any", "unstated")
NAMED = 3
"""Provinces named in the message."""
EXPERIENCE = ("0", "1", "3", "5", "unstated")


def show(context: Context, skill: Row) -> None:
    """Draw the three parts; `skill` is a row of `queries.skill_ranking`."""
    _together(context, skill)
    _places(context, skill)
    _asked(context, skill)


def _line(context: Context, skill: Row, interval: bool, note: str = "") -> None:
    totals = context.ask(queries.totals)
    notes.source_line(context, n=skill["n_vacancies"], n_employers=skill["n_employers_all"], interval=interval,
                      period=numbers.period(totals.first, totals.last), note=note,
                      sources=list(context.ask(queries.skill_sources, str(skill["skill_id"]))["source"]))  # fmt: skip


def _together(context: Context, skill: Row) -> None:
    words = context.words
    section(words, words("together.title"), words("together.text", least=queries.MIN_TOGETHER))
    rows = tables.records(context.ask(queries.co_occurring, str(skill["skill_id"])))
    if not rows:
        notes.empty(context, words("together.empty", least=queries.MIN_TOGETHER))
        return

    def name(row: Row) -> Safe:
        return join([link(words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"])), " ",
                     notes.kind(words, row)])  # fmt: skip

    tables.show(context, "together", [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), name),
        Column(words("together.lift"), lambda r: round(r["lift"], 3), lambda r: f"×{r['lift']:.1f}", numeric=True),
        Column(words("together.both"), lambda r: r["n_both"], lambda r: numbers.vacancies(r["n_both"]), numeric=True),
        Column(words("together.part"), lambda r: round(r["n_both"] / r["n_skill"], 6),
               lambda r: numbers.share(r["n_both"] / r["n_skill"], r["n_both"]), numeric=True),
        Column(words("together.employers"), lambda r: r["n_employers"], lambda r: numbers.count(r["n_employers"]),
               numeric=True),
        Column(words("skills.coverage"), lambda r: words(f"verdict.{r['coverage']}"),
               lambda r: notes.verdict(words, r["coverage"])),
    ], rows, words("together.caption", n=len(rows)))  # fmt: skip
    _line(context, skill, interval=False)


def _interval(k: int, n: int, size: float) -> str:
    if numbers.few(k):
        return numbers.SUPPRESSED
    low, high = numbers.wilson(k, n, size=size)
    return f"{numbers.percent(low)}–{numbers.percent(high)}"


def _places(context: Context, skill: Row) -> None:
    words = context.words
    section(words, words("places.title"), words("places.text", least=queries.MIN_COMPARED))
    names = {r["province_code"]: r for r in tables.records(context.ask(queries.provinces))}
    rows = [
        {**r, "share": None if few else r["n_skill"] / r["n_total"],
         "interval": numbers.NOTHING if few else _interval(int(r["n_skill"]), int(r["n_total"]), r["n_effective"])}
        for r in tables.records(context.ask(queries.skill_provinces, str(skill["skill_id"])))
        for few in (r["n_total"] < queries.MIN_COMPARED or numbers.few(r["n_skill"]),)
    ]  # fmt: skip
    shown = [r for r in rows if r["share"] is not None]
    if not any(r["n_skill"] for r in shown):
        notes.empty(context, words("places.empty", least=queries.MIN_COMPARED))
        return

    def name(row: Row) -> str:
        return words.pick(names[row["province_code"]]["zh"], names[row["province_code"]]["en"])

    def share(row: Row | None) -> str:
        return numbers.SUPPRESSED if row is None or row["share"] is None else numbers.percent(row["share"])

    whole = context.ask(queries.totals).n_domestic
    mean = skill["n_vacancies"] / whole
    above = sorted((r for r in shown
                    if numbers.wilson(int(r["n_skill"]), int(r["n_total"]), size=r["n_effective"])[0] > mean),
                   key=lambda r: -r["share"])  # fmt: skip
    named = words("list.comma").join(f"{name(r)} {share(r)}" for r in above[:NAMED])
    message = words("places.message" if above else "places.message_none", n=len(above), named=named,
                    whole=numbers.percent(mean))  # fmt: skip
    cells = {code: (p["zh"] if words.language == "zh" else tiles.LETTERS[code], words.pick(p["zh"], p["en"]))
             for code, p in names.items() if code in tiles.PLACES}  # fmt: skip
    drawn = tiles.grid({r["province_code"]: r for r in rows}, cells, share,
                       lambda code: context.link("regions", province=code), "", message, of="share")  # fmt: skip
    emit(words, h("h3", message, cls="message"), h("p", words("places.diagram"), cls="subtitle"), drawn,
         tiles.legend([r["share"] for r in shown], numbers.percent,
                      words("places.few", least=queries.MIN_COMPARED)))  # fmt: skip
    _line(context, skill, interval=True, note=words("places.note"))
    tables.twin(context, "places", [
        Column(words("regions.province"), name),
        Column(words("places.share"), lambda r: share(r) if r["share"] is None else round(r["share"], 6), share,
               numeric=True),
        Column(words("regions.interval"), lambda r: r["interval"], numeric=True),
        Column(words("places.n"), lambda r: _shown(r["n_skill"]), lambda r: numbers.vacancies(r["n_skill"]),
               numeric=True),
        Column(words("places.total"), lambda r: _shown(r["n_total"]), lambda r: numbers.vacancies(r["n_total"]),
               numeric=True),
        Column(words("regions.n_employers"), lambda r: _shown(r["n_employers"]),
               lambda r: numbers.vacancies(r["n_employers"]), numeric=True),
    ], sorted(rows, key=lambda r: -(r["share"] if r["share"] is not None else -1)), message)  # fmt: skip


def _shown(n: Any) -> Any:
    return numbers.SUPPRESSED if numbers.few(n) else n


def _asked(context: Context, skill: Row) -> None:
    words = context.words
    section(words, words("asked.title"), words("asked.text"))
    found = {
        (r["kind"], r["code"]): r for r in tables.records(context.ask(queries.skill_asked, str(skill["skill_id"])))
    }
    rows = [found[kind, code] for kind, codes in (("education", EDUCATION), ("experience", EXPERIENCE))
            for code in codes if (kind, code) in found]  # fmt: skip

    def kind(row: Row) -> str:
        return words(f"asked.{row['kind']}")

    def label(row: Row) -> str:
        return words(f"asked.{row['kind']}_{row['code']}")

    def share(row: Row) -> str:
        return numbers.share(row["n_skill"] / max(row["of_skill"], 1), row["n_skill"])

    def bar(row: Row) -> Safe:
        part = 0.0 if numbers.few(row["n_skill"]) else row["n_skill"] / max(row["of_skill"], 1)
        return h("span", h("span", cls="bar", style=f"width:{part * 6:.2f}rem", aria_hidden="true"), share(row))

    tables.show(context, "asked", [
        Column(words("asked.level"), lambda r: f"{kind(r)}: {label(r)}",
               lambda r: join([h("span", kind(r), " ", cls="small"), label(r)])),
        Column(words("asked.share"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_skill"]) else
               round(r["n_skill"] / max(r["of_skill"], 1), 6), bar),
        Column(words("regions.interval"), lambda r: _interval(int(r["n_skill"]), int(r["of_skill"]), r["n_effective"]),
               numeric=True),
        Column(words("asked.n"), lambda r: _shown(r["n_skill"]), lambda r: numbers.vacancies(r["n_skill"]),
               numeric=True),
        Column(words("asked.all"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_total"]) else
               round(r["n_total"] / max(r["of_total"], 1), 6),
               lambda r: numbers.share(r["n_total"] / max(r["of_total"], 1), r["n_total"]), numeric=True),
    ], rows, words("asked.caption"))  # fmt: skip
    _line(context, skill, interval=True)
