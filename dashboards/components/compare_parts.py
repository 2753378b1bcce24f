"""Two provinces or two periods by what their vacancies ask for: sources, and skills with differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components import charts, notes, numbers, tables
from dashboards.components import sources as source_names
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.words import Words
from warehouse import queries
from warehouse.queries import Compared, Like, Part, PartSize

IN_CHART = 15
IN_TABLE = 25
_SIGNS = {"a": "◀", "b": "▶", "noise": "≈"}


@dataclass(frozen=True)
class Sides:
    """What is compared, and how."""

    names: tuple[str, str]
    parts: tuple[Part, Part]
    like: Like
    order: str
    """`asked` or `difference`."""


def show(context: Context, sides: Sides) -> None:
    """Sources of both, then skills of both."""
    sizes = [context.ask(queries.part_size, part) for part in sides.parts]
    _sources(context, sides, sizes)
    if min(size.n_vacancies for size in sizes) < queries.MIN_COMPARED:
        notes.empty(context, context.words("compare.too_few", least=queries.MIN_COMPARED))
        return
    with st.spinner(context.words("compare.working")):
        compared = context.ask(queries.compare_skills, *sides.parts, sides.like)
    _skills(context, sides, sizes, compared)


def line(context: Context, sides: Sides, sizes: list[PartSize], *, interval: bool, bases: Any = ()) -> None:
    """One line under a figure for each side: they differ in all that a line says."""
    for name, size in zip(sides.names, sizes, strict=True):
        notes.source_line(context, n=size.n_vacancies, n_employers=size.n_employers, interval=interval, bases=bases,
                          period=numbers.period(size.first_month, size.last_month), lead=name,
                          sources=[source for source, _ in size.sources])  # fmt: skip


def _sources(context: Context, sides: Sides, sizes: list[PartSize]) -> None:
    words = context.words
    section(words, words("compare.sources"), words("compare.sources_text"))
    counts = [dict(size.sources) for size in sizes]
    only = [[s for s in own if s not in other] for own, other in ((counts[0], counts[1]), (counts[1], counts[0]))]
    if not set(counts[0]) & set(counts[1]):
        _warn(context, words("compare.nothing_common"))
    elif any(only):
        told = [
            [
                h("br"),
                words(
                    "compare.only_in",
                    name=name,
                    sources=words("list.comma").join(source_names.name(words, s) for s in own),
                ),
            ]
            for name, own in zip(sides.names, only, strict=True)
            if own
        ]
        _warn(context, words("compare.sources_differ"), told)
    else:
        emit(words, h("p", words("compare.sources_alike")))
    rows: list[dict[str, Any]] = [{"source": s, "n": [c.get(s, 0) for c in counts]} for s in {*counts[0], *counts[1]}]
    rows.sort(key=lambda r: (-sum(r["n"]), r["source"]))

    def of(at: int) -> list[Column]:
        name, total = sides.names[at], max(sizes[at].n_vacancies, 1)

        def part(row: Row) -> object:
            return numbers.SUPPRESSED if numbers.few(row["n"][at]) else round(row["n"][at] / total, 6)

        return [
            count(words, name, lambda r: r["n"][at]),
            Column(words("compare.part"), part, lambda r: numbers.share(r["n"][at] / total, r["n"][at]), numeric=True,
                   group=name, narrow=f"{name} · {words('compare.part')}"),
        ]  # fmt: skip

    columns = [
        Column(words("funnel.source"), lambda r: r["source"], lambda r: source_names.name(words, r["source"])),
        *of(0),
        *of(1),
    ]
    tables.show(context, "compare-sources", columns, rows, words("compare.sources_caption", n=len(rows)))
    line(context, sides, sizes, interval=False)


def _warn(context: Context, *text: object) -> None:
    emit(context.words, h("div", h("p", h("span", "⚠ ", aria_hidden="true"), *text), cls="told bad", role="note"))


def _ordered(compared: Compared, order: str) -> list[dict[str, Any]]:
    """Most asked for first; or the differences that are more than noise, the largest first, and the others behind."""
    rows = list(compared.rows)
    if order == "difference":
        rows.sort(key=lambda r: (r["verdict"] not in ("a", "b"), -abs(r["d"] or 0.0), r["skill_id"]))
    return rows


def _skills(context: Context, sides: Sides, sizes: list[PartSize], compared: Compared) -> None:
    words = context.words
    judged = [r for r in compared.rows if r["verdict"] is not None]
    heading = words("compare.skills_difference" if sides.order == "difference" else "compare.skills")
    section(words, heading, words("compare.skills_text", n=numbers.count(len(judged)),
                                                  rate=f"{queries.FALSE_SHARE:.0%}"))  # fmt: skip
    if not compared.rows:
        notes.empty(context, words("compare.no_skills"))
        return
    n_more = [sum(r["verdict"] == side for r in judged) for side in "ab"]
    if judged:
        told = {"n": len(judged), "n_a": n_more[0], "n_b": n_more[1], "noise": len(judged) - sum(n_more)}
        message = words("compare.message", a=sides.names[0], b=sides.names[1],
                        **{name: numbers.count(n) for name, n in told.items()})  # fmt: skip
    else:
        message = words("compare.message_none")
    rows = _ordered(compared, sides.order)
    alike = sides.like != "none" and bool(judged)
    _chart(context, sides, rows[:IN_CHART], message, alike)
    line(context, sides, sizes, interval=True, bases=sorted({r["basis"] for r in rows[:IN_TABLE] if r["basis"]}))
    columns = _columns(context, sides, alike)
    emit(words, tables.table(columns, rows[:IN_TABLE], words("compare.caption", n=min(len(rows), IN_TABLE),
                                                             total=numbers.count(len(rows)))))  # fmt: skip
    if alike:
        parts = dict(zip(("a", "b"), (numbers.percent(part) for part in compared.alike), strict=True))
        emit(words, h("p", words(f"compare.alike_{sides.like}", **parts), cls="subtitle"))
    tables.download(context, "compare", [*columns, *_for_files(context, sides)], rows)


def _chart(context: Context, sides: Sides, rows: list[dict[str, Any]], message: str, alike: bool) -> None:
    words, of = context.words, "alike" if alike else "share"
    points = [
        {"label": words.pick(r["name"], r["name_en"]), "side": name, "share": r[f"{side}_{of}"],
         "low": r[f"{side}_alike_low" if alike else f"{side}_low"],
         "high": r[f"{side}_alike_high" if alike else f"{side}_high"], "text": _share(r, side, alike)}
        for r in rows for side, name in zip("ab", sides.names, strict=True) if r[f"{side}_{of}"] is not None
    ]  # fmt: skip
    if not points:
        emit(words, h("p", h("strong", message)))
        return
    alt_text = message + " " + words("list.comma").join(f"{p['label']} {p['side']} {p['text']}" for p in points)
    share = words("compare.alike_share" if alike else "compare.share")
    labels = {"share": share, "label": words("skills.skill"), "side": words("compare.side")}
    charts.draw(words, charts.pairs(pd.DataFrame(points), sides.names, labels), message, alt_text,
                words("compare.figure_alike" if alike else "compare.figure"))  # fmt: skip


def _share(row: Row, side: str, alike: bool = False) -> str:
    of, ends = (f"{side}_alike", f"{side}_alike") if alike else (f"{side}_share", side)
    if row[of] is None:
        return numbers.NOTHING if alike else numbers.SUPPRESSED
    return numbers.share_with_interval(row[of], row[f"{ends}_low"], row[f"{ends}_high"])


def points(context: Context, d: Any, low: Any, high: Any) -> str:
    """A difference of shares in percentage points with its interval."""
    if numbers.missing(d):
        return numbers.NOTHING
    written = {
        name: f"{value * 100:+.1f}".replace("-", "−") for name, value in (("d", d), ("low", low), ("high", high))
    }
    return context.words("compare.points", **written)


def judged(context: Context, verdict: str | None, names: tuple[str, str]) -> Safe:
    """Sign and word of a difference."""
    words = context.words
    if verdict is None:
        return h("span", numbers.NOTHING, " ", words("compare.not_judged"), cls="small")
    if verdict == "noise":
        return h("span", h("span", _SIGNS[verdict], cls="sign", aria_hidden="true"), " ", words("compare.noise"))
    name = names[0] if verdict == "a" else names[1]
    return h("span", h("span", _SIGNS[verdict], cls="sign", aria_hidden="true"), " ", words("compare.more", name=name),
             cls=f"side-{verdict}")  # fmt: skip


def verdict_text(context: Context, verdict: str | None, names: tuple[str, str]) -> str:
    """The same in plain words, for files."""
    words = context.words
    if verdict in ("a", "b"):
        return words("compare.more", name=names[0] if verdict == "a" else names[1])
    return words("compare.not_judged" if verdict is None else "compare.noise")


def _rounded(code: str) -> Any:
    return lambda r: None if r[code] is None else round(r[code], 6)


def _columns(context: Context, sides: Sides, alike: bool) -> list[Column]:
    words = context.words

    def skill(row: Row) -> Safe:
        return join([link(words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"])), " ",
                     notes.kind(words, row)])  # fmt: skip

    def of(side: str, name: str, label: str, alike: bool) -> Column:
        code = f"{side}_alike" if alike else f"{side}_share"
        value = _rounded(code) if alike else lambda r: numbers.SUPPRESSED if r[code] is None else round(r[code], 6)
        return Column(label, value, lambda r: _share(r, side, alike), numeric=True, group=name,
                      narrow=f"{name} · {label}")  # fmt: skip

    columns = [Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), skill)]
    for side, name in zip("ab", sides.names, strict=True):
        columns.append(of(side, name, words("compare.share"), False))
        if alike:
            columns.append(of(side, name, words("compare.alike_share"), True))
    return [
        *columns,
        *found(context, sides.names, "d_low", "d_high"),
        Column(words("skills.coverage"), lambda r: words(f"verdict.{r['coverage']}"),
               lambda r: notes.verdict(words, r["coverage"])),
    ]  # fmt: skip


def count(words: Words, name: str, n: Callable[[Row], Any]) -> Column:
    """Vacancies of a side, none below five."""
    return Column(words("gaps.n"), lambda r: numbers.SUPPRESSED if numbers.few(n(r)) else n(r),
                  lambda r: numbers.vacancies(n(r)), numeric=True, group=name,
                  narrow=f"{name} · {words('gaps.n')}")  # fmt: skip


def found(context: Context, names: tuple[str, str], low: str, high: str) -> list[Column]:
    """The difference `d` with its ends and the finding `verdict`."""
    words, group = context.words, context.words("compare.a_minus_b")
    return [
        Column(words("compare.difference"), _rounded("d"), lambda r: points(context, r["d"], r[low], r[high]),
               numeric=True, group=group),
        Column(words("compare.judged"), lambda r: verdict_text(context, r["verdict"], names),
               lambda r: judged(context, r["verdict"], names), group=group),
    ]  # fmt: skip


def _for_files(context: Context, sides: Sides) -> list[Column]:
    """What the page leaves to the files: numbers behind the shares, ends of the intervals."""
    columns = [Column("skill_id", lambda r: r["skill_id"])]

    def n_of(side: str) -> Callable[[Row], Any]:
        return lambda r: r[f"{side}_n"]

    for side, name in zip("ab", sides.names, strict=True):
        columns.append(count(context.words, name, n_of(side)))
        columns += [Column(code, _rounded(f"{side}_{code}"), group=name)
                    for code in ("low", "high", "alike_low", "alike_high")]  # fmt: skip
    return [*columns, *(Column(code, _rounded(code)) for code in ("d_low", "d_high"))]
