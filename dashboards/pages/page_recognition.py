"""Employer recognition: what postings ask an applicant to show - certificates, schooling only, or skills only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components import charts, controls, evidence, notes, numbers, tables, tiles
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries

PAGE = Page(code="recognition", icon=":material/verified:", order=27)

KINDS = ("certificate", *queries.CERTIFICATE_KINDS, *queries.APART_KINDS, *queries.ANSWERS[1:])
IN_LIST = 40


def render(context: Context) -> None:
    """One certificate where the address names one, else the whole."""
    notes.caveat(context, "recognition")
    asked = controls.read("entry")
    if not asked:
        _whole(context)
        return
    found = context.ask(queries.recognition_entry, asked)
    emit(context.words, h("p", link(context.words("recognition.back"), context.link("recognition"))))
    if found is None:
        notes.empty(context, context.words("recognition.unknown"))
    else:
        _entry(context, found)


def _whole(context: Context) -> None:
    words = context.words
    whole = {r["kind"]: r for r in tables.records(context.ask(queries.recognition))}
    if not whole or whole["certificate"]["n_total"] < queries.MIN_COMPARED:
        notes.empty(context, words("recognition.empty"))
        return
    fields = tables.records(context.ask(queries.recognition_by, "field", "certificate"))
    places = {r["province_code"]: r for r in tables.records(context.ask(queries.provinces))}
    _figures(context, whole)
    first, second, third = st.columns(3)
    with first:
        kind = controls.choose_one("kind", words("recognition.kind"), KINDS, lambda k: words(f"recognition.kinds.{k}"),
                                   "", default="certificate") or "certificate"  # fmt: skip
    with second:
        field = controls.choose_one("field", words("regions.field"), [r["field"] for r in fields],
                                    {r["field"]: _field(context, r) for r in fields}.__getitem__,
                                    words("regions.all_fields")) or ""  # fmt: skip
    with third:
        province = controls.choose_one("province", words("regions.province"), list(places),
                                       lambda c: words.pick(places[c]["zh"], places[c]["en"]),
                                       words("regions.all_provinces")) or ""  # fmt: skip
    named = {r["field"]: _field(context, r) for r in fields}
    subject = words("list.comma").join([
        words.pick(places[province]["zh"], places[province]["en"]) if province else words("regions.all_provinces"),
        named[field] if field else words("regions.all_fields"),
    ])  # fmt: skip
    _kinds(context, field, province, subject)
    _fields(context, kind, whole[kind])
    _tiles(context, kind, field, named.get(field, ""), places, province)
    _years(context, kind)
    _entries(context, kind, field, named.get(field, words("regions.all_fields")))


def _field(context: Context, row: Row) -> str:
    return context.words.pick(row["field_zh"], row["field_en"]) or str(row["field"])


def _share(row: Row) -> str:
    return numbers.percent(row["share"]) if row["share"] is not None else _hidden(row)


def _hidden(row: Row) -> str:
    """Why a share is not shown: few vacancies that name it, or a small group."""
    return numbers.SUPPRESSED if row["n_vacancies"] is None else f"<{queries.MIN_COMPARED}"


def _interval(row: Row) -> str:
    if row["share"] is None:
        return numbers.NOTHING
    return f"{numbers.percent(row['low'])}–{numbers.percent(row['high'])}"


def _line(context: Context, row: Row | None = None, *, interval: bool = True) -> None:
    covered = context.ask(queries.recognition_covered)
    notes.source_line(
        context, n=row["n_total"] if row else covered.n_vacancies,
        n_employers=row["n_total_employers"] if row else covered.n_employers,
        period=numbers.period(covered.first, covered.last),
        sources=covered.sources, interval=interval, note=context.words("recognition.basis"),
    )  # fmt: skip


def _figures(context: Context, whole: Mapping[Any, Row]) -> None:
    words = context.words
    one_x, n = whole["one_x"], numbers.count(whole["one_x"]["n_total"])
    notes.key_figures(words, [
        *((words(f"recognition.kinds.{kind}"), _share(whole[kind]), _interval(whole[kind]))
          for kind in ("certificate", "only_education", "only_skills")),
        (words("recognition.kinds.one_x"), numbers.SUPPRESSED if one_x["n_vacancies"] is None else numbers.count(
            one_x["n_vacancies"]), words("recognition.of", n=n)),
    ])  # fmt: skip
    _line(context, whole["certificate"])


STANCES = ("n_required", "n_preferred", "n_negated")
"""How a certificate is asked for; of a vacancy that names none there is nothing of the kind to say."""


def _numbers(context: Context, *codes: str) -> list[Column]:
    def told(row: Row, code: str) -> str | int:
        if code in STANCES and row.get("kind") in queries.ANSWERS[1:]:
            return numbers.NOTHING
        return numbers.SUPPRESSED if row[code] is None else int(row[code])

    def number(code: str) -> Column:
        def shown(row: Row) -> str:
            value = told(row, code)
            return value if isinstance(value, str) else numbers.count(value)

        return Column(context.words(f"recognition.{code}"), lambda r: told(r, code), shown, numeric=True)

    return [number(code) for code in codes]


def _columns(context: Context, head: Column) -> list[Column]:
    words = context.words
    return [
        head,
        Column(words("recognition.share"), lambda r: _hidden(r) if r["share"] is None else round(r["share"], 6), _share,
               numeric=True),
        Column(words("regions.interval"), _interval, numeric=True),
        *_numbers(context, "n_vacancies", "n_employers", *STANCES, "n_total"),
    ]  # fmt: skip


def _kinds(context: Context, field: str, province: str, subject: str) -> None:
    words = context.words
    section(words, words("recognition.all_kinds", name=subject), words("recognition.all_kinds_text"))
    rows = {r["kind"]: r for r in tables.records(context.ask(queries.recognition, field, province))}
    if not rows:
        notes.empty(context, words("recognition.none"))
        return
    name = Column(words("recognition.kind"), lambda r: words(f"recognition.kinds.{r['kind']}"))
    group = Column(words("recognition.group"), lambda r: words(f"recognition.groups.{_group(r['kind'])}"))
    first, *others = _columns(context, name)
    order = [*queries.ANSWERS, *queries.CERTIFICATE_KINDS, *queries.APART_KINDS]
    tables.show(context, "recognition-kinds", [first, group, *others], [rows[k] for k in order],
                words("recognition.all_kinds_caption", name=subject))  # fmt: skip
    _line(context, rows["certificate"])


def _group(kind: str) -> str:
    if kind in queries.ANSWERS:
        return "answer"
    return "certificate" if kind in queries.CERTIFICATE_KINDS else "apart"


def _message(context: Context, key: str, shown: list[dict[str, Any]], name: Callable[[Row], str], kind: str,
             whole: Row) -> str:  # fmt: skip
    words, top = context.words, max(shown, key=lambda r: r["share"])
    said = words(key, name=name(top), kind=words(f"recognition.kinds.{kind}"), share=_share(top),
                 interval=_interval(top), whole=_share(whole))  # fmt: skip
    return said + notes.overlap(words, shown, top)


def _fields(context: Context, kind: str, whole: Row) -> None:
    words = context.words
    name = words(f"recognition.kinds.{kind}")
    section(words, words("recognition.fields", kind=name), words("recognition.fields_text"))
    rows = tables.records(context.ask(queries.recognition_by, "field", kind))
    shown = sorted((r for r in rows if r["share"] is not None), key=lambda r: -r["share"])
    if not shown or not shown[0]["share"]:
        notes.empty(context, words("recognition.too_few"))
        return
    message = _message(context, "recognition.fields_message", shown, lambda r: _field(context, r), kind, whole)
    frame = pd.DataFrame([{"label": _field(context, r), "share": r["share"], "low": r["low"], "high": r["high"],
                           "text": f"{_share(r)} ({_interval(r)})"} for r in shown])  # fmt: skip
    alt_text = message + " " + words("list.comma").join(f"{r.label} {r.text}" for r in frame.itertuples())
    labels = {"share": words("recognition.share"), "label": words("regions.field")}
    charts.draw(words, charts.shares(frame, float(whole["share"] or 0.0), labels), message, alt_text,
                words("recognition.fields_figure"))  # fmt: skip
    _line(context, whole)

    def linked(row: Row) -> Safe:
        return link(_field(context, row), context.link("recognition", kind=kind, field=row["field"]))

    head = Column(words("regions.field"), lambda r: _field(context, r), linked)
    tables.twin(context, "recognition-fields", _columns(context, head),
                [*shown, *(r for r in rows if r["share"] is None)], message)  # fmt: skip


def _tiles(
    context: Context, kind: str, field: str, field_name: str, places: dict[Any, Any], province: str
) -> None:  # fmt: skip
    words = context.words
    name = words(f"recognition.kinds.{kind}")
    section(words, words("recognition.tiles", kind=name), words("recognition.tiles_text", least=queries.MIN_COMPARED))
    rows = tables.records(context.ask(queries.recognition_by, "province", kind, field))
    whole = next((r for r in tables.records(context.ask(queries.recognition, field)) if r["kind"] == kind), None)
    here = {r["province_code"]: {**r, "share_missing": r["share"]} for r in rows}
    shown = [r for r in here.values() if r["share"] is not None]
    if not shown or whole is None or not any(r["share"] for r in shown):
        notes.empty(context, words("recognition.too_few"))
        return

    def place(row: Row) -> str:
        return words.pick(row["province_zh"], row["province_en"])

    def text(row: Row | None) -> str:
        return f"<{queries.MIN_COMPARED}" if row is None else _share(row)

    message = _message(context, "recognition.tiles_message", shown, place, kind, whole)
    chinese = words.language == "zh"
    names = {code: (p["zh"] if chinese else tiles.LETTERS[code], words.pick(p["zh"], p["en"]))
             for code, p in places.items() if code in tiles.PLACES}  # fmt: skip
    drawn = tiles.grid(here, names, text,
                       lambda code: context.link("recognition", kind=kind, field=field, province=code), province,
                       message)  # fmt: skip
    emit(words, h("h3", f"{field_name}{words('skill.dash')}{message}" if field_name else message, cls="message"),
         h("p", words("recognition.diagram"), cls="subtitle"), drawn,
         tiles.legend([r["share"] for r in shown], numbers.percent, words("recognition.few")))  # fmt: skip
    _line(context, whole)
    tables.twin(context, "recognition-provinces", _columns(context, Column(words("regions.province"), place)),
                sorted(here.values(), key=lambda r: -(r["share"] or -1)), message)  # fmt: skip


def _years(context: Context, kind: str) -> None:
    words = context.words
    name = words(f"recognition.kinds.{kind}")
    section(words, words("recognition.years", kind=name), words("recognition.years_text"))
    rows = tables.records(context.ask(queries.recognition_by, "year", kind))
    if not rows:
        notes.empty(context, words("recognition.too_few"))
        return
    head = Column(words("recognition.year"), lambda r: r["year"], lambda r: str(r["year"]))
    tables.show(context, "recognition-years", _columns(context, head), rows, words("recognition.years", kind=name))
    _line(context)


def _entries(context: Context, kind: str, field: str, name: str) -> None:
    words = context.words
    kinds = (kind,) if _group(kind) != "answer" else queries.CERTIFICATE_KINDS
    section(words, words("recognition.entries", name=name), words("recognition.entries_text"), anchor="entries")
    rows = tables.records(context.ask(queries.recognition_entries, field, IN_LIST, kinds))
    if not rows:
        notes.empty(context, words("recognition.entries_empty"))
        return

    def certificate(row: Row) -> Safe:
        return link(words.pick(row["zh"], row["en"]), context.link("recognition", entry=row["entry"]))

    tables.show(context, "recognition-certificates", [
        Column(words("recognition.entry"), lambda r: words.pick(r["zh"], r["en"]), certificate),
        Column(words("recognition.kind"), lambda r: words(f"recognition.kinds.{r['kind']}")),
        *(Column(words(f"recognition.{code}"), lambda r, c=code: numbers.vacancies(r[c]), numeric=True)  # type: ignore[misc]
          for code in ("n_vacancies", "n_employers", *STANCES)),
    ], rows, words("recognition.entries_caption", n=len(rows)))  # fmt: skip
    _line(context, interval=False)


def _entry(context: Context, found: Row) -> None:
    words = context.words
    name = words.pick(found["zh"], found["en"])
    emit(words, h("h2", name), notes.facts([
        (words("recognition.kind"), words(f"recognition.kinds.{found['kind']}")),
        *((words(f"recognition.{code}"), numbers.vacancies(found[code]))
          for code in ("n_vacancies", "n_employers", *STANCES, "n_mentioned")),
    ]))  # fmt: skip
    _line(context, interval=False)
    section(words, words("recognition.wordings"), words("recognition.wordings_text"))
    wordings = tables.records(context.ask(queries.recognition_wordings, found["entry"]))
    if wordings:
        tables.show(context, "recognition-wordings", [
            Column(words("recognition.wording"), lambda r: r["wording"], lambda r: h("span", r["wording"], lang="zh")),
            *_numbers(context, "n_vacancies", "n_employers"),
        ], wordings, words("recognition.wordings"))  # fmt: skip
    else:
        notes.empty(context, words("recognition.wordings_empty"))
    section(words, words("recognition.evidence"), words("recognition.evidence_text"))
    evidence.show(context, "recognition-evidence", context.ask(queries.recognition_evidence, found["entry"]))
    _line(context, interval=False)
