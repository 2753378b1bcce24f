"""Method and glossary: what every word on the other pages means, and what this build is made of."""

from __future__ import annotations

from dashboards.components import earlier, notes, skill_detail, tables
from dashboards.components.frame import section
from dashboards.components.markup import emit, h, link
from dashboards.components.tables import Column
from dashboards.context import Context
from dashboards.registry import Page

PAGE = Page(code="method", icon=":material/menu_book:", order=40)

UNITS = ("line", "vacancy", "employers", "dated", "share", "ratio", "interval", "suppression", "emerging", "missing")
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
    earlier.standing(context)
    section(words, words("method.verdicts"), words("method.verdicts_text"))
    emit(words, notes.facts([(notes.verdict(words, c), words(f"define.{c}.text")) for c in notes.VERDICTS]))
    section(words, words("method.bases"))
    emit(words, notes.facts([(notes.basis(words, c), words(f"define.{c}.text")) for c in notes.BASES]))
    section(words, words("method.limits"))
    emit(words, h("ul", [h("li", words(f"limit.{c}")) for c in LIMITS], cls="plain"))
    emit(words, h("p", link(words("method.to_data"), context.link("data"))))


def _gates(context: Context) -> None:
    words = context.words
    section(words, words("method.gates"), words("method.gates_text"))
    rows = [{"gate": gate} for gate in notes.GATES]
    tables.show(context, "gates", [
        Column(words("gate.name"), lambda r: words(f"gate.{r['gate']}")),
        Column(words("gate.why"), lambda r: words(f"gate.{r['gate']}_why")),
        *skill_detail.limit_column(context),
    ], rows, words("method.gates_caption"))  # fmt: skip
