"""Two provinces or two periods by what their vacancies ask for: sources, skills with differences, coverage by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.components import charts, notes, numbers, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
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
    _skills(context, sides, sizes, context.ask(queries.compare_skills, *sides.parts, sides.like))


def _line(context: Context, sides: Sides, sizes: list[PartSize], *, interval: bool, bases: Any = ()) -> None:
    """One line for each side: they differ in all that a line says."""
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
        told = [words("compare.only_in", name=name, sources=words("list.comma").join(own))
                for name, own in zip(sides.names, only, strict=True) if own]  # fmt: skip
        _warn(context, " ".join([words("compare.sources_differ"), *told]))
    else:
        emit(words, h("p", words("compare.sources_alike")))
    rows: list[dict[str, Any]] = [{"source": s, "n": [c.get(s, 0) for c in counts]} for s in {*counts[0], *counts[1]}]
    rows.sort(key=lambda r: (-sum(r["n"]), r["source"]))
    columns = [Column(words("funnel.source"), lambda r: r["source"])]
    for at, name in enumerate(sides.names):
        total = max(sizes[at].n_vacancies, 1)
        columns += [
            Column(words("gaps.n"), lambda r, at=at: numbers.SUPPRESSED if numbers.few(r["n"][at]) else r["n"][at],  # type: ignore[misc]
                   lambda r, at=at: numbers.vacancies(r["n"][at]), numeric=True, group=name),  # type: ignore[misc]
            Column(words("compare.part"), lambda r, at=at, of=total: numbers.SUPPRESSED if numbers.few(r["n"][at])  # type: ignore[misc]
                   else round(r["n"][at] / of, 6),
                   lambda r, at=at, of=total: numbers.share(r["n"][at] / of, r["n"][at]), numeric=True, group=name),  # type: ignore[misc]
        ]  # fmt: skip
    tables.show(context, "compare-sources", columns, rows, words("compare.sources_caption", n=len(rows)))
    _line(context, sides, sizes, interval=False)


def _warn(context: Context, text: str) -> None:
    emit(context.words, h("div", h("p", h("span", "⚠ ", aria_hidden="true"), text), cls="told bad", role="note"))


def _ordered(compared: Compared, order: str) -> list[dict[str, Any]]:
    """Most asked for first; or the differences that are more than noise, the largest first, and the others behind."""
    rows = list(compared.rows)
    if order == "difference":
        rows.sort(key=lambda r: (r["verdict"] not in ("a", "b"), -abs(r["d"] or 0.0), r["skill_id"]))
    return rows


def _skills(context: Context, sides: Sides, sizes: list[PartSize], compared: Compared) -> None:
    words = context.words
    judged = [r for r in compared.rows if r["verdict"] is not None]
    section(words, words("compare.skills"), words("compare.skills_text", n=len(judged),
                                                  rate=numbers.percent(queries.FALSE_SHARE)))  # fmt: skip
    if not compared.rows:
        notes.empty(context, words("compare.no_skills"))
        return
    n_more = [sum(r["verdict"] == side for r in judged) for side in "ab"]
    if judged:
        message = words("compare.message", n=len(judged), a=sides.names[0], n_a=n_more[0], b=sides.names[1],
                        n_b=n_more[1], noise=len(judged) - sum(n_more))  # fmt: skip
    else:
        message = words("compare.message_none")
    rows = _ordered(compared, sides.order)
    _chart(context, sides, rows[:IN_CHART], message)
    if sides.like != "none" and judged:
        alike = dict(zip(("a", "b"), (numbers.percent(part) for part in compared.alike), strict=True))
        emit(words, h("p", words(f"compare.alike_{sides.like}", **alike), cls="subtitle"))
    _line(context, sides, sizes, interval=True, bases=sorted({r["basis"] for r in rows[:IN_TABLE] if r["basis"]}))
    columns = _columns(context, sides)
    emit(words, tables.table(columns, rows[:IN_TABLE], words("compare.caption", n=min(len(rows), IN_TABLE),
                                                             total=len(rows))))  # fmt: skip
    tables.download(context, "compare", [Column("skill_id", lambda r: r["skill_id"]), *columns], rows)


def _chart(context: Context, sides: Sides, rows: list[dict[str, Any]], message: str) -> None:
    words = context.words
    points = [
        {"label": words.pick(r["name"], r["name_en"]), "side": name, "share": r[f"{side}_share"],
         "low": r[f"{side}_low"], "high": r[f"{side}_high"], "text": _share(r, side)}
        for r in rows for side, name in zip("ab", sides.names, strict=True) if r[f"{side}_share"] is not None
    ]  # fmt: skip
    frame = pd.DataFrame(points)
    alt_text = message + " " + words("list.comma").join(f"{p['label']} {p['side']} {p['text']}" for p in points)
    labels = {"share": words("compare.share"), "label": words("skills.skill"), "side": words("compare.side")}
    charts.draw(words, charts.pairs(frame, sides.names, labels), message, alt_text, words("compare.figure"))


def _share(row: Row, side: str) -> str:
    if row[f"{side}_share"] is None:
        return numbers.SUPPRESSED
    return f"{numbers.percent(row[f'{side}_share'])} ({numbers.percent(row[f'{side}_low'])}–" \
           f"{numbers.percent(row[f'{side}_high'])})"  # fmt: skip


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


def _columns(context: Context, sides: Sides) -> list[Column]:
    words = context.words

    def skill(row: Row) -> Safe:
        return join([link(words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"])), " ",
                     notes.kind(words, row)])  # fmt: skip

    def rounded(code: str) -> Any:
        return lambda r: None if r[code] is None else round(r[code], 6)

    columns = [Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), skill)]
    for side, name in zip("ab", sides.names, strict=True):
        columns += [
            Column(words("compare.share"), lambda r, s=side: numbers.SUPPRESSED if r[f"{s}_share"] is None else  # type: ignore[misc]
                   round(r[f"{s}_share"], 6), lambda r, s=side: _share(r, s), numeric=True, group=name),  # type: ignore[misc]
            Column(words("gaps.n"), lambda r, s=side: numbers.SUPPRESSED if numbers.few(r[f"{s}_n"]) else r[f"{s}_n"],  # type: ignore[misc]
                   lambda r, s=side: numbers.vacancies(r[f"{s}_n"]), numeric=True, group=name),  # type: ignore[misc]
        ]  # fmt: skip
    return [
        *columns,
        Column(words("compare.difference"), rounded("d"), lambda r: points(context, r["d"], r["d_low"], r["d_high"]),
               numeric=True, group=words("compare.a_minus_b")),
        Column(words("compare.judged"), lambda r: verdict_text(context, r["verdict"], sides.names),
               lambda r: judged(context, r["verdict"], sides.names), group=words("compare.a_minus_b")),
        Column(words("skills.coverage"), lambda r: words(f"verdict.{r['coverage']}"),
               lambda r: notes.verdict(words, r["coverage"])),
    ]  # fmt: skip


def coverage(context: Context, sides: Sides) -> None:
    """What no certificate teaches in both provinces, by field."""
    words = context.words
    section(words, words("compare.coverage"), words("compare.coverage_text"))
    codes = [part.province for part in sides.parts]
    cells = {(r["field"], r["province_code"]): r for r in tables.records(context.ask(queries.regional_coverage))}
    rows = [_field_row(context, field, [cells.get((field, code)) for code in codes])
            for field in dict.fromkeys(field for field, _ in cells)
            if any((field, code) in cells for code in codes)]  # fmt: skip
    known = [r for r in rows if r["d"] is not None]
    for row, q in zip(known, queries.q_values([queries.p_value(r["d"], (r["low"], r["high"])) for r in known]),
                      strict=True):  # fmt: skip
        sure = q <= queries.FALSE_SHARE and (row["low"] > 0 or row["high"] < 0)
        row["verdict"] = ("a" if row["d"] > 0 else "b") if sure else "noise"
    rows = [r for r in rows if any(s is not None and s["share_missing"] is not None for s in r["sides"])]
    if not rows:
        notes.empty(context, words("regions.too_few"))
        return
    columns = [Column(words("regions.field"), lambda r: r["name"])]
    for at, name in enumerate(sides.names):
        columns += [
            Column(words("regions.share"), lambda r, at=at: _missing(r["sides"][at], True),  # type: ignore[misc]
                   lambda r, at=at: _missing(r["sides"][at], False), numeric=True, group=name),  # type: ignore[misc]
            Column(words("gaps.n"), lambda r, at=at: _n(r["sides"][at], True),  # type: ignore[misc]
                   lambda r, at=at: _n(r["sides"][at], False), numeric=True, group=name),  # type: ignore[misc]
        ]  # fmt: skip
    columns += [
        Column(words("compare.difference"), lambda r: None if r["d"] is None else round(r["d"], 6),
               lambda r: points(context, r["d"], r["low"], r["high"]), numeric=True, group=words("compare.a_minus_b")),
        Column(words("compare.judged"), lambda r: verdict_text(context, r["verdict"], sides.names),
               lambda r: judged(context, r["verdict"], sides.names), group=words("compare.a_minus_b")),
    ]  # fmt: skip
    tables.show(context, "compare-coverage", columns, rows, words("compare.coverage_caption", n=len(rows)))
    bases = [b for b in notes.BASES if b in set(context.ask(queries.certificates)["basis"])]
    _line(context, sides, [context.ask(queries.part_size, Part(province=code)) for code in codes], interval=True,
          bases=bases)  # fmt: skip


def _field_row(context: Context, field: str | None, of: list[Row | None]) -> dict[str, Any]:
    words = context.words
    some = next(r for r in of if r is not None)
    name = words.pick(some["field_zh"], some["field_en"]) or str(field) if field else words("regions.all_fields")
    row: dict[str, Any] = {"name": name, "sides": of, "d": None, "low": None, "high": None, "verdict": None}
    a, b = of
    if a and b and a["share_missing"] is not None and b["share_missing"] is not None:
        low, high = queries.difference(a["share_missing"], (a["low"], a["high"]), b["share_missing"],
                                       (b["low"], b["high"]))  # fmt: skip
        row |= {"d": a["share_missing"] - b["share_missing"], "low": low, "high": high}
    return row


def _missing(row: Row | None, plain: bool) -> Any:
    if row is None or row["share_missing"] is None:
        return f"<{queries.MIN_COMPARED}"
    if plain:
        return round(row["share_missing"], 6)
    return f"{numbers.percent(row['share_missing'])} ({numbers.percent(row['low'])}–{numbers.percent(row['high'])})"


def _n(row: Row | None, plain: bool) -> Any:
    n = row["n_vacancies"] if row is not None else 0
    return (numbers.SUPPRESSED if numbers.few(n) else n) if plain else numbers.vacancies(n)
