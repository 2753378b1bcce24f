"""Start page: the build in four numbers, from lines to vacancies, by month, how to read the rest."""

from __future__ import annotations

from dashboards.components import charts, notes, numbers, origins, tables
from dashboards.components.frame import section
from dashboards.components.markup import emit, h, link
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
    origins.funnel(context)
    emit(context.words, h("p", link(context.words("overview.to_data"), context.link("data"))))
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
        period=numbers.period(totals.first, totals.last), sources=totals.sources,
        bases=_bases(context),
    )  # fmt: skip
    if totals.n_foreign:
        emit(words, h("p", words("overview.foreign", n=numbers.vacancies(totals.n_foreign)), cls="caveat"))


def _bases(context: Context) -> list[str]:
    present = set(context.ask(queries.certificates)["basis"])
    return [basis for basis in notes.BASES if basis in present]


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
