"""Fields and provinces: where what employers ask for is least taught, and what that is."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components import basket, charts, controls, notes, numbers, tables, tiles
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries

PAGE = Page(code="regions", icon=":material/grid_view:", order=25)

MOST_MISSING = 25
"""Missing skills in the list of a selection."""


def render(context: Context) -> None:
    """Draw the page."""
    words = context.words
    notes.caveat(context, "regions")
    rows = tables.records(context.ask(queries.regional_coverage))
    whole = next((r for r in rows if r["field"] is None and r["province_code"] is None), None)
    if whole is None or whole["share_missing"] is None:
        notes.empty(context, words("regions.empty"))
        return
    places = {r["province_code"]: r for r in tables.records(context.ask(queries.provinces))}
    fields = sorted((r for r in rows if r["field"] and r["province_code"] is None), key=lambda r: -r["n_vacancies"])
    first, second = st.columns(2)
    with first:
        field = controls.choose_one("field", words("regions.field"), [r["field"] for r in fields],
                                    {r["field"]: _field(context, r) for r in fields}.__getitem__,
                                    words("regions.all_fields")) or ""  # fmt: skip
    with second:
        province = controls.choose_one("province", words("regions.province"), list(places),
                                       lambda c: words.pick(places[c]["zh"], places[c]["en"]),
                                       words("regions.all_provinces")) or ""  # fmt: skip
    _tiles(context, rows, places, field, province)
    _missing(context, rows, places, field, province)  # what is missing is the answer: before the other comparisons
    _fields(context, fields, whole, province)
    _heat(context, rows, fields)


def _field(context: Context, row: Row) -> str:
    return context.words.pick(row["field_zh"], row["field_en"]) or str(row["field"])


def _province(context: Context, row: Row) -> str:
    return context.words.pick(row["province_zh"], row["province_en"])


def _share(row: Row | None) -> str:
    return f"<{queries.MIN_COMPARED}" if row is None or row["share_missing"] is None else numbers.percent(
        row["share_missing"])  # fmt: skip


def _interval(row: Row) -> str:
    if row["share_missing"] is None:
        return numbers.NOTHING
    return f"{numbers.percent(row['low'])}–{numbers.percent(row['high'])}"


def _line(context: Context, row: Row) -> None:
    totals = context.ask(queries.totals)
    bases = [b for b in notes.BASES if b in set(context.ask(queries.certificates)["basis"])]
    notes.source_line(context, n=row["n_vacancies"], n_employers=row["n_employers"], interval=True, bases=bases,
                      period=numbers.period(totals.first, totals.last), sources=totals.sources)  # fmt: skip


def _columns(context: Context, *heads: Column) -> list[Column]:
    words = context.words

    def number(code: str) -> Column:
        return Column(words(f"regions.{code}"), lambda r: numbers.SUPPRESSED if numbers.few(r[code]) else r[code],
                      lambda r: numbers.vacancies(r[code]), numeric=True)  # fmt: skip

    return [
        *heads,
        Column(words("regions.share"), lambda r: _share(r) if r["share_missing"] is None else round(
            r["share_missing"], 6), _share, numeric=True),
        Column(words("regions.interval"), _interval, numeric=True),
        number("n_vacancies"), number("n_employers"),
    ]  # fmt: skip


def _message(context: Context, key: str, shown: list[dict[str, Any]], name: Any, whole: Row) -> str:
    top = max(shown, key=lambda r: r["share_missing"])
    said = context.words(key, name=name(context, top), share=_share(top), interval=_interval(top), whole=_share(whole))
    return said + notes.overlap(context.words, shown, top)


def _tiles(context: Context, rows: list[dict[str, Any]], places: dict[Any, Any], field: str, province: str) -> None:
    words = context.words
    section(words, words("regions.tiles"), words("regions.tiles_text", least=queries.MIN_COMPARED))
    of_field = [r for r in rows if (r["field"] or "") == field]
    whole = next(r for r in of_field if r["province_code"] is None)
    here = {r["province_code"]: r for r in of_field if r["province_code"]}
    shown = [r for r in here.values() if r["share_missing"] is not None]
    if not shown:
        notes.empty(context, words("regions.too_few"))
        return
    message = _message(context, "regions.tiles_message", shown, _province, whole)
    subject = _field(context, whole) if field else words("regions.all_fields")
    chinese = words.language == "zh"
    names = {code: (p["zh"] if chinese else tiles.LETTERS[code], words.pick(p["zh"], p["en"]))
             for code, p in places.items() if code in tiles.PLACES}  # fmt: skip
    drawn = tiles.grid(here, names, _share, lambda code: context.link("regions", field=field, province=code), province,
                       message)  # fmt: skip
    emit(words, h("h3", f"{subject}{words('skill.dash')}{message}", cls="message"),
         h("p", words("regions.diagram"), cls="subtitle"), drawn,
         tiles.legend([r["share_missing"] for r in shown], numbers.percent,
                      words("regions.few", least=queries.MIN_COMPARED)))  # fmt: skip
    _line(context, whole)
    columns = _columns(context, Column(words("regions.province"), lambda r: _province(context, r)))
    tables.twin(context, "provinces", columns, sorted(here.values(), key=lambda r: -(r["share_missing"] or -1)),
                message)  # fmt: skip


def _fields(context: Context, fields: list[dict[str, Any]], whole: Row, province: str) -> None:
    words = context.words
    shown = sorted((r for r in fields if r["share_missing"] is not None), key=lambda r: -r["share_missing"])
    section(words, words("regions.fields"), words("regions.fields_text"))
    if not shown:
        notes.empty(context, words("regions.too_few"))
        return
    message = _message(context, "regions.fields_message", shown, _field, whole)
    frame = pd.DataFrame([{"label": _field(context, r), "share": r["share_missing"], "low": r["low"], "high": r["high"],
                           "text": f"{_share(r)} ({_interval(r)})"} for r in shown])  # fmt: skip
    alt_text = message + " " + words("list.comma").join(f"{r.label} {r.text}" for r in frame.itertuples())
    labels = {"share": words("regions.share"), "label": words("regions.field"), "whole": words("regions.whole")}
    charts.draw(words, charts.shares(frame, float(whole["share_missing"]), labels), message, alt_text,
                words("regions.fields_figure"))  # fmt: skip
    _line(context, whole)

    def name(row: Row) -> Safe:
        return link(_field(context, row), context.link("regions", field=row["field"], province=province))

    columns = _columns(context, Column(words("regions.field"), lambda r: _field(context, r), name))
    tables.twin(context, "fields", columns, [*shown, *(r for r in fields if r["share_missing"] is None)], message)


def _heat(context: Context, rows: list[dict[str, Any]], fields: list[dict[str, Any]]) -> None:
    words = context.words
    cells = [r for r in rows if r["field"] and r["province_code"]]
    shown = [r for r in cells if r["share_missing"] is not None]
    section(words, words("regions.heat"), words("regions.heat_text", least=queries.MIN_COMPARED))
    if not shown:
        notes.empty(context, words("regions.too_few"))
        return
    top = max(shown, key=lambda r: r["share_missing"])
    message = words("regions.heat_message", n=len(shown), total=len(fields) * len(tiles.PLACES), share=_share(top),
                    name=words("list.comma").join([_province(context, top), _field(context, top)]),
                    interval=_interval(top)) + notes.overlap(words, shown, top)  # fmt: skip
    sizes: dict[str, int] = {}
    for row in shown:
        sizes[_province(context, row)] = sizes.get(_province(context, row), 0) + int(row["n_vacancies"])
    frame = pd.DataFrame([
        {"field": _field(context, r), "province": _province(context, r), "share": r["share_missing"],
         "text": f"{_share(r)} ({_interval(r)})", "n": numbers.vacancies(r["n_vacancies"])} for r in shown
    ])  # fmt: skip
    present = set(frame["field"])
    labels = {code: words(f"regions.{code}") for code in ("field", "province", "share", "n_vacancies")}
    charts.draw(words, charts.heat(frame, [name for r in fields if (name := _field(context, r)) in present],
                                   sorted(sizes, key=lambda name: (-sizes[name], name)), labels),
                message, message + " " + words("regions.heat_alt"))  # fmt: skip
    _line(context, next(r for r in rows if r["field"] is None and r["province_code"] is None))
    columns = _columns(context, Column(words("regions.field"), lambda r: _field(context, r)),
                       Column(words("regions.province"), lambda r: _province(context, r)))  # fmt: skip
    with st.expander(words("table.twin"), icon=":material/table_rows:"):
        tables.show(context, "regions", columns, shown, message)


def _missing(
    context: Context, rows: list[dict[str, Any]], places: dict[Any, Any], field: str, province: str
) -> None:  # fmt: skip
    words = context.words
    chosen = next((r for r in rows if (r["field"] or "") == field and (r["province_code"] or "") == province), None)
    name = words("list.comma").join([
        words.pick(places[province]["zh"], places[province]["en"]) if province else words("regions.all_provinces"),
        _field(context, next(r for r in rows if r["field"] == field)) if field else words("regions.all_fields"),
    ])  # fmt: skip
    section(words, words("regions.missing", name=name), words("regions.missing_text"), anchor="missing")
    found = tables.records(context.ask(queries.missing_in, field, province, MOST_MISSING))
    if not found or chosen is None:
        notes.empty(context, words("regions.missing_empty"))
        return

    def skill(row: Row) -> Safe:
        return join([link(words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"])), " ",
                     notes.kind(words, row), " ", basket.add(context, "regions", str(row["skill_id"]))])  # fmt: skip

    tables.show(context, "missing", [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), skill),
        Column(words("gaps.n"), lambda r: r["n_vacancies"], lambda r: numbers.vacancies(r["n_vacancies"]),
               numeric=True),
        Column(words("regions.of_selection"), lambda r: round(r["n_vacancies"] / chosen["n_vacancies"], 6),
               lambda r: numbers.share(r["n_vacancies"] / chosen["n_vacancies"], r["n_vacancies"]), numeric=True),
        Column(words("gaps.employers"), lambda r: r["n_employers"], lambda r: numbers.count(r["n_employers"]),
               numeric=True),
        Column(words("skills.basis"), lambda r: notes.basis(words, r["basis"])),
    ], found, words("regions.missing_caption", n=len(found)))  # fmt: skip
    totals = context.ask(queries.totals)
    notes.source_line(context, n=chosen["n_vacancies"], n_employers=chosen["n_employers"], sources=totals.sources,
                      period=numbers.period(totals.first, totals.last),
                      bases=sorted({r["basis"] for r in found if r["basis"]}))  # fmt: skip
