"""Where vacancies come from: the funnel, sources with their part and freshness, and why some have no date."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.components import charts, notes, numbers, tables
from dashboards.components import sources as source_names
from dashboards.components.frame import section
from dashboards.components.markup import Safe, h, join
from dashboards.components.tables import Column
from dashboards.context import Context
from warehouse import queries


def funnel(context: Context) -> None:
    """From lines to dated vacancies, as bars."""
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
    notes.source_line(context, n=totals.n_domestic, n_employers=totals.n_employers, dated=totals.n_dated,
                      period=numbers.period(totals.first, totals.last), sources=totals.sources)  # fmt: skip
    tables.twin(context, "funnel", [
        Column(words("funnel.step"), lambda r: r["label"]),
        Column(words("funnel.number"), lambda r: r["n"], lambda r: numbers.vacancies(r["n"]), numeric=True),
        Column(words("funnel.of_lines"), lambda r: r["of"], lambda r: numbers.percent(r["of"]), numeric=True),
    ], rows, message)  # fmt: skip


def sources(context: Context) -> None:
    """One row per source: from lines to dated vacancies, its part of the whole, and how fresh it is."""
    words, totals = context.words, context.ask(queries.totals)
    rows = tables.records(context.ask(queries.funnel))
    section(words, words("data.sources"), words("data.sources_text"))
    total = max(totals.n_vacancies, 1)

    def number(code: str, label: str | None = None) -> Column:
        return Column(label or words(f"funnel.{code}"), lambda r: shown(r[f"n_{code}"]),
                      lambda r: numbers.vacancies(r[f"n_{code}"]), numeric=True)  # fmt: skip

    columns = [
        Column(words("funnel.source"), lambda r: r["source"], lambda r: _source_name(context, r)),
        number("lines"), number("postings"), number("vacancies"), number("dated"),
        Column(words("funnel.mix"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_vacancies"]) else
               round((r["n_vacancies"] or 0) / total, 6), lambda r: _mix_bar(r["n_vacancies"], total)),
        number("employers"),
        number("truncated"),
        Column(words("funnel.first_month"), lambda r: r["first_month"], lambda r: r["first_month"] or numbers.NOTHING),
        Column(words("funnel.last_month"), lambda r: r["last_month"], lambda r: r["last_month"] or numbers.NOTHING),
        Column(words("data.age"), lambda r: _age(context, r), lambda r: numbers.count(_age(context, r)), numeric=True),
    ]  # fmt: skip
    tables.show(context, "sources", columns, rows, words("data.sources_caption"))
    notes.source_line(context, n=totals.n_domestic, n_employers=totals.n_employers,
                      period=numbers.period(totals.first, totals.last))  # fmt: skip


def shown(n: Any) -> Any:
    """A number of vacancies as files hold it: none below five."""
    return numbers.SUPPRESSED if numbers.few(n) else n


def _source_name(context: Context, row: tables.Row) -> Safe:
    tag = h("span", " ", context.words("funnel.demonstration"), cls="small") if row["demonstration"] else ""
    return join([source_names.name(context.words, row["source"]), tag])


def _mix_bar(n: Any, total: int) -> Safe:
    part = 0 if numbers.few(n) else (n or 0) / total
    return h("span", h("span", cls="bar", style=f"width:{part * 5:.2f}rem", aria_hidden="true"),
             numbers.share((n or 0) / total, n))  # fmt: skip


def _age(context: Context, row: tables.Row) -> int | None:
    """Months from the last month of a source to the month of the build."""
    built, last = context.build.facts.get("built_at", "")[:7], row["last_month"]
    return len(numbers.months(last, built)) - 1 if last and built >= last else None


def dates(context: Context) -> None:
    """Why vacancies of each source have no usable date."""
    words, totals = context.words, context.ask(queries.totals)
    section(words, words("data.dates"), words("data.dates_text"))

    def number(code: str, label: str) -> Column:
        return Column(words(label), lambda r: shown(r[f"n_{code}"]), lambda r: numbers.vacancies(r[f"n_{code}"]),
                      numeric=True)  # fmt: skip

    tables.show(context, "dates", [
        Column(words("funnel.source"), lambda r: r["source"], lambda r: _source_name(context, r)),
        number("vacancies", "funnel.vacancies"), number("dated", "funnel.dated"), number("stale", "funnel.stale"),
        number("file_date", "data.file_date"), number("year_only", "data.year_only"),
        number("undated", "data.undated"), number("foreign", "funnel.foreign"),
    ], tables.records(context.ask(queries.funnel)), words("data.dates_caption"))  # fmt: skip
    notes.source_line(context, n=totals.n_vacancies, period=numbers.period(totals.first, totals.last))
