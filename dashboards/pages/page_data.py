"""The data of the build: funnel, sources, landing runs, checks, and what the build says of itself."""

from __future__ import annotations

from dashboards.components import notes, numbers, origins, tables
from dashboards.components import sources as source_names
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries

PAGE = Page(code="data", icon=":material/database:", order=35)


def render(context: Context) -> None:
    """Draw the page."""
    notes.caveat(context, "data")
    origins.funnel(context)
    origins.sources(context)
    origins.dates(context)
    _runs(context)
    _checks(context)
    _facts(context)


def _runs(context: Context) -> None:
    words = context.words
    section(words, words("data.runs"), words("data.runs_text"))
    rows = tables.records(context.ask(queries.runs))
    if not rows:
        notes.empty(context, words("data.runs_empty"))
        return
    sums = {code: numbers.count(sum(r[name] or 0 for r in rows)) for code, name in (
        ("items", "items"), ("rejected", "rejected"), ("repeats", "repeats"), ("pii", "pii_removed"))}  # fmt: skip
    emit(words, h("p", words("data.runs_message", n=numbers.count(len(rows)), **sums)))

    def number(code: str, name: str) -> Column:
        return Column(words(f"run.{code}"), lambda r: r[name], lambda r: numbers.count(r[name]), numeric=True)

    tables.show(context, "runs", [
        Column(words("data.batch"), lambda r: r["source"]),
        Column(words("run.kind"), lambda r: words(f"run.{r['kind']}") if words.has(f"run.{r['kind']}") else r["kind"]),
        Column(words("data.finished"), lambda r: r["finished_at"],
               lambda r: numbers.moment(r["finished_at"] or "")),
        number("items", "items"), number("rejected", "rejected"), number("repeats", "repeats"),
        number("pii", "pii_removed"),
        Column(words("run.permission"), lambda r: r["permission_note"] or words("data.no_note")),
    ], rows, words("data.runs"))  # fmt: skip
    notes.source_line(context)


def _checks(context: Context) -> None:
    words = context.words
    section(words, words("data.checks"), words("data.checks_text"))
    rows = [{"check": code, "holds": holds} for code, holds in context.ask(queries.build_checks).items()]

    def answer(row: Row) -> str:
        return words("data.holds" if row["holds"] else "data.broken")

    def shown(row: Row) -> Safe:
        sign, look = ("✔", "yes") if row["holds"] else ("✘", "no")
        return h("span", h("span", sign, aria_hidden="true"), " ", answer(row), cls=look)

    tables.show(context, "checks", [
        Column(words("data.check"), lambda r: words(f"check.{r['check']}")),
        Column(words("data.result"), answer, shown),
    ], rows, words("data.checks_caption", n=sum(bool(r["holds"]) for r in rows), total=len(rows)))  # fmt: skip
    notes.source_line(context)


def _facts(context: Context) -> None:
    words, totals = context.words, context.ask(queries.totals)
    section(words, words("data.build"), words("data.build_text"))
    pairs: list[tuple[str, object]] = []
    # the limits of the gates stand beside the gates
    told = {k: v for k, v in context.build.facts.items() if not k.startswith("rule.")}
    for key, value in sorted(told.items(), key=lambda kv: (not words.has(f"fact.{kv[0]}"), kv[0])):
        shown = (
            numbers.moment(value)
            if key == "built_at"
            else words(f"yesno.{value}")
            if value in ("true", "false")
            else numbers.count(value)
            if value.isascii() and value.isdigit()
            else value
        )
        pairs.append((words(f"fact.{key}") if words.has(f"fact.{key}") else key, shown or numbers.NOTHING))
    pairs.append((words("data.period"), numbers.period(totals.first, totals.last)))
    pairs.append(
        (words("data.sources_named"), words("list.comma").join(source_names.name(words, s) for s in totals.sources))
    )
    pairs.append((words("data.size"), words("data.size_text", vacancies=numbers.count(totals.n_domestic),
                                              skills=numbers.count(totals.n_skills),
                                              certificates=numbers.count(totals.n_certificates))))  # fmt: skip
    emit(words, notes.facts(pairs))
