"""Parts of the page for schools: what a list covers of local demand, what to add, core and local requirements, tools
in motion, soft skills."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboards.components import notes, numbers, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.words import Words
from warehouse import queries
from warehouse.queries import Part

IN_TABLE = 25
FIRST = 15
"""Requirements, and soft skills, that are not folded away."""
NAMED = 3
"""Certificates named in a cell; the file has all."""
KINDS = ("core", "local", "elective", "unasked")
ORDER = ("local", "core", "elective", "unasked", None)
"""What is wanted here comes first: it is what a school's own plan is made of."""
_SIGNS = {"core": "●", "local": "◆", "elective": "◐", "unasked": "○", "": "–"}

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Choice:
    """What the reader chose."""

    offered: tuple[str, ...]
    """Codes of certificates."""
    province: str
    place: str
    """Its name, or that of the whole country."""
    names: dict[str, str]
    """Names of all certificates by code."""
    bases: tuple[str, ...]


def _line(context: Context, choice: Choice, coverage: Row, *, interval: bool) -> None:
    size = context.ask(queries.part_size, Part(province=choice.province))
    notes.source_line(context, n=coverage["n_vacancies"], n_employers=coverage["n_employers"], interval=interval,
                      period=numbers.period(size.first_month, size.last_month), bases=choice.bases, lead=choice.place,
                      sources=[source for source, _ in size.sources])  # fmt: skip


def _text(context: Context, row: Row) -> Safe:
    return join([h("span", row["code"], " ", cls="small"), context.words.pick(row["text"], row["text_en"])])


def _share(low: Any, value: Any, high: Any) -> str:
    return numbers.share_with_interval(value, low, high)


def _skill(context: Context, row: Row) -> Safe:
    return link(context.words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"]))


def _rounded(code: str) -> Any:
    return lambda r: None if r[code] is None else round(r[code], 6)


def untaught(words: Words, row: Row) -> str:
    """No certificate surely covers the skill: none at all, or none that people have not to judge first."""
    return words("schools.by_none" if row["coverage"] == "not_covered" else f"verdict.{row['coverage']}")


def covered(context: Context, choice: Choice, coverage: Row, demand: Rows) -> None:
    """How much of local demand the list covers, and what of it no certificate of the list covers."""
    words, own = context.words, set(choice.offered)
    section(words, words("schools.covered"), words("schools.covered_text"))
    notes.key_figures(words, [
        (words("schools.share", place=choice.place), numbers.percent(coverage["share"]),
         words("schools.share_interval", low=numbers.percent(coverage["low"]), high=numbers.percent(coverage["high"]))),
        (words("schools.namings"), numbers.count(coverage["n_named"]),
         words("schools.namings_text", n=numbers.count(coverage["n_vacancies"]),
               employers=numbers.count(coverage["n_employers"]))),
        (words("schools.list"), len(choice.offered), words("list.comma").join(choice.names[c] for c in choice.offered)),
    ])  # fmt: skip
    _line(context, choice, coverage, interval=True)
    rows = [r for r in demand if not own & set(r["certificates"]) and r["n_vacancies"] >= queries.MIN_SHOWN
            and r["n_employers"] >= queries.MIN_SHOWN]  # fmt: skip
    emit(words, h("h3", words("schools.uncovered", place=choice.place), cls="message"),
         h("p", words("schools.uncovered_text"), cls="subtitle"))  # fmt: skip
    if not rows:
        notes.empty(context, words("schools.uncovered_empty"))
        return

    def names(row: Row) -> list[str]:
        return [choice.names.get(code, code) for code in row["certificates"]]

    def taught(row: Row) -> str:
        named = names(row)
        more = words("schools.and_more", n=len(named)) if len(named) > NAMED else ""
        return words("list.comma").join(named[:NAMED]) + more if named else untaught(words, row)

    columns = [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), lambda r: _skill(context, r)),
        Column(words("gaps.n"), lambda r: r["n_vacancies"], lambda r: numbers.vacancies(r["n_vacancies"]),
               numeric=True),
        Column(words("schools.part"), lambda r: round(r["n_vacancies"] / coverage["n_vacancies"], 6),
               lambda r: numbers.percent(r["n_vacancies"] / coverage["n_vacancies"]), numeric=True),
        Column(words("gaps.employers"), lambda r: r["n_employers"], lambda r: numbers.count(r["n_employers"]),
               numeric=True),
        Column(words("schools.taught_by"), lambda r: words("list.comma").join(names(r)), taught),
    ]  # fmt: skip
    emit(words, tables.table(columns, rows[:IN_TABLE], words("compare.caption", n=min(len(rows), IN_TABLE),
                                                             total=numbers.count(len(rows)))))  # fmt: skip
    tables.download(context, "schools-uncovered", [Column("skill_id", lambda r: r["skill_id"]), *columns], rows)
    _line(context, choice, coverage, interval=False)


def shortest(context: Context, choice: Choice, coverage: Row, demand: Rows) -> None:
    """What to add to the list; and the shortest list from nothing."""
    words = context.words
    section(words, words("schools.shortest"), words("schools.shortest_text", gain=numbers.limit(queries.LEAST_GAIN)))
    every = sorted(choice.names)
    if choice.offered:
        _steps(context, "schools-add", words("schools.add"), choice,
               queries.shortest_list(demand, every, choice.offered))  # fmt: skip
    nothing = queries.shortest_list(demand, every)
    if choice.offered:
        with st.expander(words("schools.from_nothing"), icon=":material/list:"):
            _steps(context, "schools-list", "", choice, nothing)
    else:
        _steps(context, "schools-list", words("schools.from_nothing"), choice, nothing)
    _line(context, choice, coverage, interval=False)


def _steps(context: Context, name: str, heading: str, choice: Choice, steps: Rows) -> None:
    words = context.words
    if heading:
        emit(words, h("h3", heading, cls="message"))
    if not steps:
        notes.empty(context, words("schools.nothing_to_add"))
        return

    def title(row: Row) -> Safe:
        name = link(choice.names[row["certificate"]], context.link("certificate", certificate=row["certificate"]))
        return join([h("span", f"{row['at']}. ", cls="small"), name])

    tables.show(context, name, [
        Column(words("schools.certificate"), lambda r: choice.names[r["certificate"]], title),
        Column(words("schools.gain"), lambda r: round(r["gain"], 6), lambda r: f"+{numbers.percent(r['gain'])}",
               numeric=True),
        Column(words("schools.total"), lambda r: round(r["total"], 6), lambda r: numbers.percent(r["total"]),
               numeric=True),
    ], [{"at": at, **step} for at, step in enumerate(steps, start=1)],
        words("schools.steps_caption", n=len(steps)))  # fmt: skip


def requirements(context: Context, choice: Choice, certificate: str) -> None:
    """Core requirements, local ones and electives of one certificate."""
    words = context.words
    rows = context.ask(queries.core_and_local, certificate, choice.province)
    kinds = Counter(r["kind"] or "" for r in rows)
    emit(words, h("h3", words("schools.core_message", **{k: kinds[k] for k in KINDS}), cls="message"),
         h("p", words("schools.core_text"), cls="subtitle"))  # fmt: skip
    group = context.ask(queries.certificate_job_group, certificate)
    if not rows or kinds[""] == len(rows):
        notes.empty(context, words("schools.no_core", least=queries.MIN_COMPARED))
        return

    def kind(row: Row) -> Safe:
        code = row["kind"] or ""
        return h("span", h("span", _SIGNS[code], cls="sign", aria_hidden="true"), " ", _kind(context, row), cls="badge")

    local = words("schools.local_share", place=choice.place)
    columns = [
        Column(words("schools.requirement"), lambda r: words.pick(r["text"], r["text_en"]),
               lambda r: _text(context, r)),
        Column(words("certificate.level"), lambda r: words(f"level.{r['level']}"),
               lambda r: h("span", words(f"level.{r['level']}"), cls="badge")),
        Column(words("schools.kind"), lambda r: _kind(context, r), kind),
        Column(words("schools.country_share"), lambda r: _asked(r, plain=True), lambda r: _asked(r), numeric=True),
    ]  # fmt: skip
    if choice.province:
        columns.append(Column(local, lambda r: _local(r, plain=True), lambda r: _local(r), numeric=True))
    ranked = sorted(rows, key=lambda r: (ORDER.index(r["kind"]), -(r["share"] or 0.0)))
    emit(words, tables.table(columns, ranked[:FIRST], words("compare.caption", n=min(len(rows), FIRST),
                                                            total=len(rows))))  # fmt: skip
    if ranked[FIRST:]:
        with st.expander(words("schools.rest", n=len(ranked) - FIRST), icon=":material/table_rows:"):
            emit(words, tables.table(columns, ranked[FIRST:], words("schools.rest", n=len(ranked) - FIRST)))
    tables.download(context, "schools-requirements", columns, rows)
    notes.source_line(context, n=group.n_vacancies, n_employers=group.n_employers, interval=bool(choice.province),
                      period=numbers.period(group.first_month, group.last_month), sources=group.sources,
                      bases=sorted({r["basis"] for r in rows}), lead=choice.names[certificate],
                      note=words("schools.n_local", place=choice.place, n=numbers.vacancies(rows[0]["n_local"]))
                      if choice.province else "")  # fmt: skip


def _kind(context: Context, row: Row) -> str:
    return context.words(f"schools.kinds.{row['kind']}" if row["kind"] else "schools.not_compared")


def _asked(row: Row, plain: bool = False) -> object:
    if row["n_asked"] is None:
        return numbers.SUPPRESSED
    return (None if row["share"] is None else round(row["share"], 6)) if plain else numbers.percent(row["share"])


def _local(row: Row, plain: bool = False) -> object:
    if row["local_share"] is None:
        return f"<{queries.MIN_COMPARED}"
    few = 0 < row["local_share"] * row["n_local"] < queries.MIN_SHOWN - 0.5
    if few:
        return numbers.SUPPRESSED
    return round(row["local_share"], 6) if plain else _share(row["local_low"], row["local_share"], row["local_high"])


def tools(context: Context, choice: Choice) -> None:
    """Requirements whose tools' demand surely changed."""
    words = context.words
    section(words, words("schools.tools"), words("schools.tools_text"))
    rows = context.ask(queries.tools_in_motion, choice.offered)
    if not rows:
        notes.empty(context, words("schools.tools_empty"))
        return
    columns = [
        Column(words("schools.tool"), lambda r: words.pick(r["name"], r["name_en"]), lambda r: _skill(context, r)),
        Column(words("skills.ratio"), lambda r: round(r["ratio"], 4),
               _ratio, numeric=True),
        Column(words("skills.status"), lambda r: words(f"status.{r['status']}"),
               lambda r: notes.status(words, r["status"])),
        Column(words("schools.postings"), lambda r: r["n_postings"], lambda r: numbers.count(r["n_postings"]),
               numeric=True),
        Column(words("schools.certificate"), lambda r: choice.names.get(r["certificate"], r["certificate"])),
        Column(words("schools.requirement"), lambda r: words.pick(r["text"], r["text_en"]),
               lambda r: _text(context, r)),
    ]  # fmt: skip
    shown = words("compare.caption", n=min(len(rows), IN_TABLE), total=numbers.count(len(rows)))
    emit(words, tables.table(columns, rows[:IN_TABLE], shown))
    tables.download(context, "schools-tools", columns, rows)
    facts = context.build.facts
    windows = [numbers.period(months[0], months[-1]) for key in ("baseline_months", "recent_months")
               if (months := [m for m in facts.get(key, "").split(", ") if m])]  # fmt: skip
    notes.source_line(context, n=facts.get("n_recent"), interval=True, period=" → ".join(windows),
                      sources=[s for s in facts.get("panel_sources", "").split(", ") if s],
                      bases=sorted({r["basis"] for r in rows}), lead=words("schools.all_china"))  # fmt: skip


def _ratio(row: Row) -> str:
    """With so many decimals that an end beside 1 does not look like 1."""
    near = min(abs(row["ratio_low"] - 1), abs(row["ratio_high"] - 1))
    return f"×{row['ratio']:.2f} ({row['ratio_low']:.3f}–{row['ratio_high']:.3f})" if near < 0.005 else (
        numbers.ratio_with_interval(row["ratio"], row["ratio_low"], row["ratio_high"]))  # fmt: skip


def soft(context: Context, choice: Choice, certificate: str) -> None:
    """Soft skills that the job group asks for against those that the certificate states."""
    words = context.words
    rows = context.ask(queries.soft_asked_and_stated, certificate)
    if not rows or rows[0]["n_target"] < queries.MIN_COMPARED:
        emit(words, h("h3", words("schools.soft"), cls="message"))
        notes.empty(context, words("schools.soft_empty"))
        return
    shown = rows[:FIRST]
    message = words("schools.soft_message", n=len(shown), stated=sum(bool(r["is_stated"]) for r in shown))
    emit(words, h("h3", message, cls="message"), h("p", words("schools.soft_text"), cls="subtitle"))

    def share(row: Row) -> str:
        return _share(*_ends(row))

    columns = [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), lambda r: _skill(context, r)),
        Column(words("compare.share_of_group"), _rounded("share"), share, numeric=True),
        Column(words("gaps.employers"), lambda r: r["n_employers"], lambda r: numbers.count(r["n_employers"]),
               numeric=True),
        Column(words("schools.stated"), lambda r: words("compare.yes" if r["is_stated"] else "compare.no"),
               lambda r: h("span", "✓ " if r["is_stated"] else "✕ ",
                           words("compare.yes" if r["is_stated"] else "compare.no"),
                           cls="yes" if r["is_stated"] else "no")),
    ]  # fmt: skip
    emit(words, tables.table(columns, shown, words("compare.caption", n=len(shown), total=len(rows))))
    tables.download(context, "schools-soft", columns, rows)
    group = context.ask(queries.certificate_job_group, certificate)
    notes.source_line(context, n=group.n_vacancies, n_employers=group.n_employers, interval=True,
                      period=numbers.period(group.first_month, group.last_month), sources=group.sources,
                      lead=choice.names[certificate])  # fmt: skip


def _ends(row: Row) -> tuple[float, float, float]:
    return row["share_low"], row["share"], row["share_high"]
