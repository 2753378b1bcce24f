"""We need X: which skills are that, who asks for them, and which clauses of all certificates come nearest."""

from __future__ import annotations

from typing import Any

from dashboards.components import controls, notes, numbers, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries

PAGE = Page(code="search", icon=":material/search:", order=24)

MOST_SKILLS = 10


def render(context: Context) -> None:
    """Draw the page."""
    words = context.words
    notes.caveat(context, "search")
    need = controls.search("need", words("search.need"), words("search.placeholder"))
    if not need:
        notes.empty(context, words("search.begin"), "⌕")
        examples = [link(need, context.link("search", need=need)) for need in words("search.examples").split("|")]
        emit(words, h("p", words("search.try"), " ", join(examples, words("list.comma"))))
        return
    skills = tables.records(context.ask(queries.search_skills, need, MOST_SKILLS))
    _skills(context, need, skills)
    _nearest(context, skills)
    _clauses(context, need)


def _skills(context: Context, need: str, rows: list[dict[str, Any]]) -> None:
    words = context.words
    section(words, words("search.skills"), words("search.skills_text", least=queries.MIN_SHOWN))
    rare = context.ask(queries.rare_skills, need)
    if rare:
        names = words("list.comma").join(words.pick(r["name"], r["name_en"]) for r in rare)
        emit(words, h("p", words("search.rare", need=need, names=names, least=queries.MIN_SHOWN)))
    if not rows:
        if not rare:
            notes.empty(context, words("search.no_skill", need=need))
        return
    uncovered = sum(r["coverage"] == "not_covered" for r in rows)

    def name(row: Row) -> Safe:
        return join([link(words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"])), " ",
                     h("span", _also(context, row), cls="small")])  # fmt: skip

    tables.show(context, "search-skills", [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), name),
        Column(words("gaps.n"), lambda r: r["n_vacancies"], lambda r: numbers.vacancies(r["n_vacancies"]),
               numeric=True),
        Column(words("gaps.employers"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_employers"]) else
               r["n_employers"], lambda r: numbers.vacancies(r["n_employers"]), numeric=True),
        Column(words("skills.coverage"), lambda r: words(f"verdict.{r['coverage']}"),
               lambda r: notes.verdict(words, r["coverage"])),
    ], rows, words("search.skills_caption", n=len(rows), uncovered=uncovered))  # fmt: skip
    totals = context.ask(queries.totals)
    notes.source_line(context, n=totals.n_domestic, n_employers=totals.n_employers, sources=totals.sources,
                      dated=totals.n_dated, period=numbers.period(totals.first, totals.last))  # fmt: skip


def _also(context: Context, row: Row) -> str:
    """The type, and the other spelling by which the skill was found."""
    words = context.words
    alias = words("search.alias", alias=row["alias"]) if row["alias"] else ""
    return words("list.comma").join(filter(None, [words(f"type.{row['type']}"), alias]))


def _clause_columns(context: Context) -> list[Column]:
    words = context.words

    def where(row: Row) -> str:
        return f"{words.pick(row['title'], row['title_en'])} {words('level.' + str(row['level']))} {row['code']}"

    return [
        Column(words("nearest.certificate"), where,
               lambda r: link(where(r), context.link("certificate", certificate=r["certificate"]))),
        Column(words("nearest.clause"), lambda r: words.pick(r["text"], r["text_en"])),
    ]  # fmt: skip


def _basis(context: Context) -> Column:
    return Column(context.words("nearest.basis"), lambda r: notes.basis(context.words, r["basis"]),
                  lambda r: h("span", notes.basis(context.words, r["basis"]), cls="keep"))  # fmt: skip


def _nearest(context: Context, skills: list[dict[str, Any]]) -> None:
    words = context.words
    if not skills:
        return
    section(words, words("search.nearest"), words("search.nearest_text"))
    rows = tables.records(context.ask(queries.nearest_of, tuple(str(r["skill_id"]) for r in skills)))
    if not rows:
        notes.empty(context, words("nearest.empty"))
        return
    tables.show(context, "search-nearest", [
        *_clause_columns(context),
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"])),
        Column(words("nearest.score"), lambda r: r["score"], lambda r: f"{r['score']:.2f}", numeric=True),
        Column(words("nearest.p"), lambda r: r["p_covered"], lambda r: f"{r['p_covered']:.2f}", numeric=True),
        Column(words("nearest.verdict"), lambda r: words(f"verdict.{r['verdict']}"),
               lambda r: notes.verdict(words, r["verdict"])),
        _basis(context),
    ], rows, words("nearest.caption"))  # fmt: skip
    notes.source_line(context, bases=sorted({r["basis"] for r in rows}), note=words("nearest.scale"))


def _clauses(context: Context, need: str) -> None:
    words = context.words
    section(words, words("search.clauses"), words("search.clauses_text"))
    rows = tables.records(context.ask(queries.clauses_with, need))
    if not rows:
        notes.empty(context, words("search.no_clause", need=need))
        return
    tables.show(context, "search-clauses", [*_clause_columns(context), _basis(context)], rows,
                words("search.clauses_caption", n=len(rows)))  # fmt: skip
    notes.source_line(context, bases=sorted({r["basis"] for r in rows}))
