"""Method and glossary: what every word on the other pages means, and what this build is made of."""

from __future__ import annotations

from dashboards.components import notes, numbers, skill_detail, tables
from dashboards.components.frame import section
from dashboards.components.markup import emit, h
from dashboards.components.tables import Column
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries

PAGE = Page(code="method", icon=":material/menu_book:", order=40)

UNITS = ("line", "vacancy", "dated", "share", "ratio", "interval", "suppression", "emerging", "missing")
LIMITS = ("not_all", "mix", "foreign", "text", "reference", "short", "reposts", "model")


def render(context: Context) -> None:
    """Draw the page."""
    words = context.words
    notes.caveat(context, "method")
    section(words, words("method.units"))
    emit(words, notes.facts([(words(f"define.{c}.term"), words(f"define.{c}.text")) for c in UNITS]))
    section(words, words("method.statuses"), words("method.statuses_text"))
    emit(words, notes.facts([(notes.status(words, c), words(f"define.{c}.text")) for c in notes.STATUSES]))
    _gates(context)
    section(words, words("method.verdicts"), words("method.verdicts_text"))
    emit(words, notes.facts([(notes.verdict(words, c), words(f"define.{c}.text")) for c in notes.VERDICTS]))
    section(words, words("method.bases"))
    emit(words, notes.facts([(notes.basis(words, c), words(f"define.{c}.text")) for c in notes.BASES]))
    section(words, words("method.limits"))
    emit(words, h("ul", [h("li", words(f"limit.{c}")) for c in LIMITS], cls="plain"))
    _facts(context)
    _runs(context)


def _gates(context: Context) -> None:
    words = context.words
    section(words, words("method.gates"), words("method.gates_text"))
    rows = [{"gate": gate} for gate in notes.GATES]
    tables.show(context, "gates", [
        Column(words("gate.name"), lambda r: words(f"gate.{r['gate']}")),
        Column(words("gate.why"), lambda r: words(f"gate.{r['gate']}_why")),
        *skill_detail.limit_column(context),
    ], rows, words("method.gates_caption"))  # fmt: skip


def _facts(context: Context) -> None:
    words, totals = context.words, context.ask(queries.totals)
    section(words, words("method.build"), words("method.build_text"))
    pairs: list[tuple[str, object]] = []
    # the limits of the gates stand beside the gates
    told = {k: v for k, v in context.build.facts.items() if not k.startswith("rule.")}
    for key, value in sorted(told.items(), key=lambda kv: (not words.has(f"fact.{kv[0]}"), kv[0])):
        shown = (
            numbers.moment(value)
            if key == "built_at"
            else words(f"yesno.{value}")
            if value in ("true", "false")
            else value
        )
        pairs.append((words(f"fact.{key}") if words.has(f"fact.{key}") else key, shown or numbers.NOTHING))
    pairs.append((words("method.period"), numbers.period(totals.first_month, totals.last_month)))
    pairs.append((words("method.sources"), words("list.comma").join(totals.sources)))
    pairs.append((words("method.size"), words("method.size_text", vacancies=numbers.count(totals.n_domestic),
                                              skills=numbers.count(totals.n_skills),
                                              certificates=numbers.count(totals.n_certificates))))  # fmt: skip
    emit(words, notes.facts(pairs))


def _runs(context: Context) -> None:
    words = context.words
    section(words, words("method.runs"), words("method.runs_text"))
    rows = tables.records(context.ask(queries.runs))
    if not rows:
        notes.empty(context, words("method.runs_empty"))
        return
    tables.show(context, "runs", [
        Column(words("run.source"), lambda r: r["source"]),
        Column(words("run.kind"), lambda r: words(f"run.{r['kind']}") if words.has(f"run.{r['kind']}") else r["kind"]),
        Column(words("run.items"), lambda r: r["items"], lambda r: numbers.count(r["items"]), numeric=True),
        Column(words("run.rejected"), lambda r: r["rejected"], lambda r: numbers.count(r["rejected"]), numeric=True),
        Column(words("run.repeats"), lambda r: r["repeats"], lambda r: numbers.count(r["repeats"]), numeric=True),
        Column(words("run.pii"), lambda r: r["pii_removed"], lambda r: numbers.count(r["pii_removed"]), numeric=True),
        Column(words("run.permission"), lambda r: r["permission_note"]),
    ], rows, words("method.runs"))  # fmt: skip
