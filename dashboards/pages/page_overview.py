"""Start page: the build in four numbers, from lines to vacancies, by month, how to read the rest."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.components import charts, notes, numbers, origins, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries

PAGE = Page(code="overview", icon=":material/dashboard:", order=10)

FIRST = 8
"""Skills shown of either verdict; their page has all."""
THIN_PAST = 0.1
"""Part of the dated vacancies that the drawing by month may leave to its table, when it lies before all others."""
MOST_SERIES = 6
"""Sources with a colour of their own in the chart; the others are one series."""


def render(context: Context) -> None:
    """Draw the page."""
    notes.caveat(context, "overview")
    _key_figures(context)
    _answers(context)
    _volume(context)
    origins.funnel(context)
    emit(context.words, h("p", link(context.words("overview.to_data"), context.link("data"))))
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
        (words("overview.as_of"), context.as_of or numbers.NOTHING,
         words("overview.as_of_explain", last=totals.last_month or numbers.NOTHING)),
    ])  # fmt: skip
    notes.source_line(
        context, n=totals.n_domestic, n_employers=totals.n_employers, dated=totals.n_dated,
        period=numbers.period(totals.first, totals.last), sources=totals.sources,
        bases=_bases(context),
    )  # fmt: skip
    if totals.n_foreign:
        emit(words, h("p", words("overview.foreign", n=numbers.vacancies(totals.n_foreign)), cls="caveat"))


def _bases(context: Context) -> list[str]:
    present = set(context.ask(queries.certificates)["basis"])
    return [basis for basis in notes.BASES if basis in present]


def _answers(context: Context) -> None:
    """The first of each of the two verdicts, beside each other and never mixed."""
    words = context.words
    left, right = st.container(key="beside").columns(2, gap="medium")

    def skill(row: Row) -> Safe:
        return join([link(words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"])), " ",
                     notes.kind(words, row)])  # fmt: skip

    name = Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), skill)
    with left:
        section(words, words("overview.rising", month=context.as_of or numbers.NOTHING), words("overview.rising_text"))
        rising = queries.SkillFilter(("new", "rising", "watch"), types=notes.HARD)
        rows = tables.records(context.ask(queries.skill_ranking, rising, FIRST))
        if rows:
            emit(words, tables.table([
                name,
                Column(words("skills.status"), lambda r: r["status"], lambda r: notes.status(words, r["status"])),
                Column(words("skills.ratio"), lambda r: r["ratio"], lambda r: numbers.ratio_with_interval(
                    r["ratio"], r["ratio_low"], r["ratio_high"]), numeric=True),
                Column(words("skills.n_postings"), lambda r: r["n_postings"],
                       lambda r: numbers.vacancies(r["n_postings"]), numeric=True),
            ], rows, ""))  # fmt: skip
        else:
            notes.empty(context, words("overview.rising_none"))
        emit(words, h("p", link(words("overview.rising_more"), context.link("skills", status="new,rising,watch"))))
    with right:
        section(
            words,
            words("overview.uncovered"),
            words("overview.uncovered_text", n=context.ask(queries.totals).n_certificates),
        )
        rows = tables.records(context.ask(queries.most_asked_uncovered, notes.HARD, FIRST))
        if rows:
            emit(words, tables.table([
                name,
                Column(words("funnel.vacancies"), lambda r: r["n_vacancies"],
                       lambda r: numbers.vacancies(r["n_vacancies"]), numeric=True),
                Column(words("funnel.employers"), lambda r: r["n_employers"],
                       lambda r: numbers.count(r["n_employers"]), numeric=True),
                Column(words("overview.of_all"), lambda r: r["share"],
                       lambda r: numbers.share_with_interval(r["share"], r["share_low"], r["share_high"]),
                       numeric=True),
            ], rows, ""))  # fmt: skip
        else:
            notes.empty(context, words("overview.uncovered_none"))
        emit(words, h("p", link(words("overview.uncovered_more"),
                                context.link("skills", coverage="not_covered", known="1"))))  # fmt: skip
    totals = context.ask(queries.totals)
    notes.source_line(context, n=totals.n_domestic, n_employers=totals.n_employers, dated=totals.n_dated,
                      period=numbers.period(totals.first, totals.last), sources=totals.sources,
                      interval=True, bases=_bases(context))  # fmt: skip
    emit(words, h("p", link(words("overview.to_certificates"), context.link("certificate")), " · ",
                  link(words("overview.to_regions"), context.link("regions"))))  # fmt: skip


def _begin(by_month: pd.Series) -> str:
    """First month of the drawing: before it lie, thinly over years, less than a tenth of the dated vacancies."""
    return str(by_month.index[int((by_month.cumsum() >= THIN_PAST * by_month.sum()).to_numpy().argmax())])


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
    begin = _begin(by_month)
    drawn = drawn[drawn["month"] >= begin]
    message = words("overview.volume_message", month=by_month.idxmax(), n=numbers.vacancies(by_month.max()),
                    first=by_month.index.min(), last=by_month.index.max())  # fmt: skip
    before = int(by_month[by_month.index < begin].sum())
    note = words("overview.volume_from", month=begin, n=numbers.vacancies(before)) if before else ""
    labels = {code: words(f"funnel.{code}") for code in ("month", "source")} | {"n": words("funnel.new_vacancies")}
    charts.draw(
        words,
        charts.volume(drawn, series, numbers.months(begin, by_month.index.max()), labels),
        message,
        message + " " + words("overview.volume_alt"),
        note,
    )
    notes.source_line(context, n=totals.n_dated, sources=names,
                      period=numbers.period(totals.first_month, totals.last_month))  # fmt: skip
    tables.twin(context, "volume", [
        Column(words("funnel.month"), lambda r: r["month"]),
        Column(words("funnel.source"), lambda r: r["source"]),
        Column(words("funnel.new_vacancies"), lambda r: origins.shown(r["n_vacancies"]),
               lambda r: numbers.vacancies(r["n_vacancies"]), numeric=True),
    ], tables.records(frame), words("overview.volume"))  # fmt: skip


def _reading(context: Context) -> None:
    words = context.words
    section(words, words("overview.reading"))
    emit(words, notes.facts([
        (words(f"define.{code}.term"), words(f"define.{code}.short"))
        for code in ("vacancy", "share", "emerging", "missing", "basis")
    ]), h("p", link(words("overview.more"), context.link("method"))))  # fmt: skip
