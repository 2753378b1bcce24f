"""Start page: from lines to vacancies, where they come from, how fresh they are, how to read the rest."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.components import charts, notes, numbers, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries

PAGE = Page(code="overview", icon=":material/dashboard:", order=10)

MOST_SERIES = 6
"""Sources with a colour of their own in the chart; the others are one series."""


def render(context: Context) -> None:
    """Draw the page."""
    notes.caveat(context, "overview")
    _key_figures(context)
    _funnel(context)
    _volume(context)
    _reading(context)


def _key_figures(context: Context) -> None:
    words, totals, verdicts = context.words, context.ask(queries.totals), context.ask(queries.verdict_counts)
    if context.as_of:
        emerging: object = numbers.count(verdicts.n_new + verdicts.n_rising)
        explain = words("overview.emerging_explain", month=context.as_of, judged=numbers.count(verdicts.n_judged))
    else:
        emerging, explain = numbers.NOTHING, words("overview.no_trend")
    notes.key_figures(words, [
        (words("overview.vacancies"), numbers.count(totals.n_domestic),
         words("overview.vacancies_explain", employers=numbers.count(totals.n_employers), sources=len(totals.sources))),
        (words("overview.emerging"), link(emerging, context.link("skills", status="new,rising")), explain),
        (words("overview.missing"),
         link(numbers.count(verdicts.n_missing), context.link("skills", coverage="not_covered")),
         words("overview.missing_explain", demanded=numbers.count(verdicts.n_demanded),
               known=numbers.count(verdicts.n_missing_known))),
        (words("overview.newest"), totals.last_month or numbers.NOTHING,
         words("overview.newest_explain", when=numbers.moment(context.build.facts.get("built_at", "")))),
    ])  # fmt: skip
    notes.source_line(
        context, n=totals.n_domestic, n_employers=totals.n_employers,
        period=numbers.period(totals.first_month, totals.last_month), sources=totals.sources,
        bases=_bases(context),
    )  # fmt: skip
    if totals.n_foreign:
        emit(words, h("p", words("overview.foreign", n=numbers.vacancies(totals.n_foreign)), cls="caveat"))


def _bases(context: Context) -> list[str]:
    present = set(context.ask(queries.certificates)["basis"])
    return [basis for basis in notes.BASES if basis in present]


def _funnel(context: Context) -> None:
    words, totals = context.words, context.ask(queries.totals)
    section(words, words("overview.funnel"), words("overview.funnel_text"))
    steps = [("lines", totals.n_lines), ("postings", totals.n_postings), ("vacancies", totals.n_vacancies),
             ("dated", totals.n_dated)]  # fmt: skip
    rows = [
        {"label": words(f"funnel.{code}"), "n": n, "of": n / totals.n_lines if totals.n_lines else None,
         "text": f"{numbers.vacancies(n)}  ({n / max(totals.n_lines, 1):.0%})"}
        for code, n in steps
    ]  # fmt: skip
    message = words("overview.funnel_message", lines=numbers.count(totals.n_lines), dated=numbers.count(totals.n_dated))
    alt_text = message + " " + words("list.comma").join(f"{r['label']} {r['text']}" for r in rows)
    charts.draw(words, charts.funnel(pd.DataFrame(rows)), message, alt_text)
    line = {"period": numbers.period(totals.first_month, totals.last_month), "sources": totals.sources}
    notes.source_line(context, n=totals.n_domestic, n_employers=totals.n_employers, **line)  # type: ignore[arg-type]
    tables.twin(context, "funnel", [
        Column(words("funnel.step"), lambda r: r["label"]),
        Column(words("funnel.number"), lambda r: r["n"], lambda r: numbers.vacancies(r["n"]), numeric=True),
        Column(words("funnel.of_lines"), lambda r: r["of"], lambda r: numbers.percent(r["of"]), numeric=True),
    ], rows, message)  # fmt: skip
    _sources(context)


def _sources(context: Context) -> None:
    words, totals = context.words, context.ask(queries.totals)
    rows = tables.records(context.ask(queries.funnel))
    section(words, words("overview.sources"), words("overview.sources_text"))
    total = max(totals.n_vacancies, 1)

    def number(code: str, label: str | None = None) -> Column:
        return Column(label or words(f"funnel.{code}"), lambda r: _shown(r[f"n_{code}"]),
                      lambda r: numbers.vacancies(r[f"n_{code}"]), numeric=True)  # fmt: skip

    columns = [
        Column(words("funnel.source"), lambda r: r["source"], lambda r: _source_name(context, r)),
        number("lines"), number("postings"), number("vacancies"), number("dated"),
        Column(words("funnel.mix"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_vacancies"]) else
               round((r["n_vacancies"] or 0) / total, 6), lambda r: _mix_bar(r["n_vacancies"], total)),
        number("employers"),
        *([number("foreign")] if totals.n_foreign else []), number("stale"), number("truncated"),
        Column(words("funnel.first_month"), lambda r: r["first_month"], lambda r: r["first_month"] or numbers.NOTHING),
        Column(words("funnel.last_month"), lambda r: r["last_month"], lambda r: r["last_month"] or numbers.NOTHING),
    ]  # fmt: skip
    tables.show(context, "sources", columns, rows, words("overview.sources_caption"))
    notes.source_line(context, n=totals.n_domestic, n_employers=totals.n_employers,
                      period=numbers.period(totals.first_month, totals.last_month))  # fmt: skip


def _shown(n: Any) -> Any:
    return numbers.SUPPRESSED if numbers.few(n) else n


def _source_name(context: Context, row: tables.Row) -> Safe:
    tag = h("span", " ", context.words("funnel.demonstration"), cls="small") if row["demonstration"] else ""
    return join([row["source"], tag])


def _mix_bar(n: Any, total: int) -> Safe:
    part = 0 if numbers.few(n) else (n or 0) / total
    return h("span", h("span", cls="bar", style=f"width:{part * 5:.2f}rem", aria_hidden="true"),
             numbers.share((n or 0) / total, n))  # fmt: skip


def _volume(context: Context) -> None:
    words, frame, totals = context.words, context.ask(queries.monthly_volume), context.ask(queries.totals)
    section(words, words("overview.volume"), words("overview.volume_text"))
    if frame.empty:
        notes.empty(context, words("overview.volume_empty"))
        return
    by_source = frame.groupby("source")["n_vacancies"].sum().sort_values(ascending=False, kind="stable")
    names = list(by_source.index)
    own = names if len(names) <= MOST_SERIES + 1 else names[:MOST_SERIES]
    other = words("overview.other_sources", n=len(names) - len(own))
    series = own if len(own) == len(names) else [*own, other]
    drawn = frame.assign(source=frame["source"].where(frame["source"].isin(own), other))
    drawn = drawn.groupby(["month", "source"])[["n_vacancies"]].sum().reset_index()
    drawn["shown"] = drawn["n_vacancies"].map(numbers.vacancies)
    drawn.loc[drawn["n_vacancies"].map(numbers.few), "n_vacancies"] = 0
    drawn["place"] = drawn["source"].map(series.index)
    by_month = frame.groupby("month")["n_vacancies"].sum()
    message = words("overview.volume_message", month=by_month.idxmax(), n=numbers.vacancies(by_month.max()),
                    first=by_month.index.min(), last=by_month.index.max())  # fmt: skip
    labels = {code: words(f"funnel.{code}") for code in ("month", "source")} | {"n": words("funnel.new_vacancies")}
    charts.draw(
        words,
        charts.volume(drawn, series, numbers.months(by_month.index.min(), by_month.index.max()), labels),
        message,
        message + " " + words("overview.volume_alt"),
    )
    notes.source_line(context, n=totals.n_dated, sources=names,
                      period=numbers.period(totals.first_month, totals.last_month))  # fmt: skip
    tables.twin(context, "volume", [
        Column(words("funnel.month"), lambda r: r["month"]),
        Column(words("funnel.source"), lambda r: r["source"]),
        Column(words("funnel.new_vacancies"), lambda r: _shown(r["n_vacancies"]),
               lambda r: numbers.vacancies(r["n_vacancies"]), numeric=True),
    ], tables.records(frame), words("overview.volume"))  # fmt: skip


def _reading(context: Context) -> None:
    words = context.words
    section(words, words("overview.reading"))
    emit(words, notes.facts([
        (words(f"define.{code}.term"), words(f"define.{code}.short"))
        for code in ("vacancy", "share", "emerging", "missing", "basis")
    ]), h("p", link(words("overview.more"), context.link("method"))))  # fmt: skip
