"""Emerging and missing skills: two verdicts side by side, never mixed; behind each skill its evidence."""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components import charts, controls, earlier, notes, numbers, skill_detail, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.registry import Page
from dashboards.words import Words
from warehouse import queries

PAGE = Page(code="skills", icon=":material/trending_up:", order=20)

PER_PAGE = 25
IN_FIGURE = 15
_LEAST_RATIO = 0.05
"""Where the small lines of ratios begin: an interval may reach down to nothing, a logarithm may not."""
TYPES = ("tool", "knowledge", "task", "soft", "language", "certificate")


def render(context: Context) -> None:
    """The ranking, or one skill where the address names one."""
    notes.caveat(context, "skills")
    asked = controls.read("skill")
    if asked:
        found = tables.records(context.ask(queries.skill_ranking, queries.SkillFilter(skill_id=asked), 1))
        if found:
            skill_detail.show(context, found[0])
        else:
            notes.empty(context, context.words("skills.unknown"))
            emit(context.words, h("p", link(context.words("skill.back"), context.link("skills"))))
    elif context.ask(queries.skill_counts, queries.SkillFilter()).n:
        _ranking(context, _wanted(context.words))
    else:
        notes.empty(context, context.words("skills.none"))


def _ranking(context: Context, wanted: queries.SkillFilter) -> None:
    words, counts = context.words, context.ask(queries.skill_counts, wanted)
    if not counts.n:
        notes.empty(context, words("skills.no_match"))
        return
    _figure(context, wanted, counts)
    section(words, words("skills.table"), words("skills.table_text"))
    page = controls.page_number("page", -(-counts.n // PER_PAGE))
    first = (page - 1) * PER_PAGE
    part = tables.records(context.ask(queries.skill_ranking, wanted, PER_PAGE, first))
    caption = words("skills.caption", first=first + 1, last=first + len(part), total=numbers.count(counts.n))
    columns = _columns(context, *_limits(part))
    emit(words, tables.table(columns, part, caption))
    tables.download(
        context, "skills", _take_away(columns), lambda: tables.records(context.ask(queries.skill_ranking, wanted))
    )
    _line(context)
    earlier.calls(context)


def _line(context: Context) -> None:
    """Under the whole list: counts over everything, and how much of it the change was judged on."""
    totals = context.ask(queries.totals)
    bases = [b for b in notes.BASES if b in set(context.ask(queries.certificates)["basis"])]
    notes.source_line(context, n=totals.n_domestic, n_employers=totals.n_employers, dated=totals.n_dated,
                      period=numbers.period(totals.first, totals.last), sources=totals.sources,
                      interval=True, bases=bases, note=_windows(context))  # fmt: skip


def _panel_line(context: Context) -> None:
    """Under the figure of changes: only what was compared."""
    facts = context.build.facts
    n = int(facts.get("n_recent") or 0) + int(facts.get("n_baseline") or 0)
    sources = [name.strip() for name in facts.get("panel_sources", "").split(",") if name.strip()]
    notes.source_line(context, n=n, sources=sources, interval=True, note=_windows(context))


def _windows(context: Context) -> str:
    facts = context.build.facts
    if not facts.get("recent_months"):
        return ""
    return context.words(
        "skills.windows",
        recent=_span(facts["recent_months"]), n_recent=numbers.vacancies(int(facts["n_recent"])),
        earlier=_span(facts["baseline_months"]), n_earlier=numbers.vacancies(int(facts["n_baseline"])),
    )  # fmt: skip


def _span(months: str) -> str:
    parts = [m.strip() for m in months.split(",") if m.strip()]
    return numbers.period(parts[0], parts[-1]) if parts else numbers.NOTHING


def _wanted(words: Words) -> queries.SkillFilter:
    everything = words("skills.all")

    def many(name: str, label: str, options: tuple[str, ...], word: Callable[[str], str]) -> tuple[str, ...]:
        return tuple(controls.choose_many(name, label, options, word, everything, "page"))

    first, second, third = st.columns([4, 2, 3], vertical_alignment="bottom")
    one, two, three = st.columns(3)
    with first:
        text = controls.search("q", words("skills.choose"), words("skills.choose_placeholder"), "page")
    with second:
        hard = controls.switch("hard", words("skills.hard"), True, words("skills.hard_help"), "page")
    with third:
        known = controls.switch("known", words("skills.known"), False, words("skills.known_help"), "page")
    with one:
        statuses = many("status", words("skills.status"), notes.STATUSES,
                        lambda c: f"{notes.STATUS_SIGNS[c]} {words(f'status.{c}')}")  # fmt: skip
    with two:
        coverage = many("coverage", words("skills.coverage"), notes.VERDICTS,
                        lambda c: f"{notes.VERDICT_SIGNS[c]} {words(f'verdict.{c}')}")  # fmt: skip
    with three:
        shown = notes.HARD if hard else TYPES
        types = many("type", words("skills.type"), shown, lambda c: words(f"type.{c}"))
    return queries.SkillFilter(statuses, coverage, types or shown, text, known)


def _figure(context: Context, wanted: queries.SkillFilter, counts: queries.SkillCounts) -> None:
    words = context.words
    if not counts.n_judged:
        notes.empty(context, words("skills.no_trend") if context.as_of == "" else words("skills.none_judged"))
        return
    # judged skills come first in the ranking
    shown = tables.records(context.ask(queries.skill_ranking, wanted, min(IN_FIGURE, counts.n_judged)))
    frame = pd.DataFrame([
        {"label": words.pick(r["name"], r["name_en"]), "ratio": r["ratio"], "ratio_low": r["ratio_low"],
         "ratio_high": r["ratio_high"], "status": words(f"status.{r['status']}"), "shown": _ratio_text(r)}
        for r in shown
    ]).drop_duplicates("label")  # fmt: skip
    if counts.n_emerging:
        message = words("skills.message", month=context.as_of, n=counts.n_emerging,
                        name=words.pick(shown[0]["name"], shown[0]["name_en"]),
                        ratio=numbers.ratio(shown[0]["ratio"]))  # fmt: skip
    else:
        message = words("skills.message_none", month=context.as_of)
    statuses = {code: words(f"status.{code}") for code in charts.STATUS_SHAPES}
    labels = {"ratio": words("skills.ratio_axis"), "skill": words("skills.skill"), "status": words("skills.status")}
    alt_text = message + " " + words("list.comma").join(f"{r.label} {r.shown}" for r in frame.itertuples())
    effect = queries.rule(context.build, "effect")
    charts.draw(words, charts.ratios(frame, statuses, labels, effect), message, alt_text,
                words("skills.figure_text", n=len(shown)))  # fmt: skip
    _panel_line(context)
    tables.twin(context, "ratios", [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"])),
        Column(words("skills.status"), lambda r: words(f"status.{r['status']}"),
               lambda r: notes.status(words, r["status"])),
        Column(words("skills.ratio"), lambda r: r["ratio"], _ratio_text, numeric=True),
    ], shown, message)  # fmt: skip


def _ratio_text(row: Row) -> str:
    return numbers.ratio_with_interval(row["ratio"], row["ratio_low"], row["ratio_high"])


def _limits(rows: list[dict[str, Any]]) -> tuple[float, float]:
    lows = [r["ratio_low"] for r in rows if r["ratio_low"] is not None]
    highs = [r["ratio_high"] for r in rows if r["ratio_high"] is not None]
    return max(min([*lows, 0.8]), _LEAST_RATIO), max([*highs, 1.25])


def _track(row: Row, low: float, high: float) -> Safe:
    """The ratio with its interval as a small line, on a scale of logarithms as in the figure above; the vertical hair
    stands at ×1 (no change)."""
    if row["ratio"] is None:
        return Safe(numbers.NOTHING)

    def at(value: float) -> float:
        return 100 * log(min(max(value, low), high) / low) / log(high / low)

    left, right = at(row["ratio_low"]), at(row["ratio_high"])
    return join([
        _ratio_text(row),
        h("span", h("i", cls="one", style=f"left:{at(1.0):.1f}%"),
          h("i", cls="span", style=f"left:{left:.1f}%;width:{right - left:.1f}%"),
          h("i", cls="point", style=f"left:{at(row['ratio']):.1f}%"), cls="track", aria_hidden="true"),
    ])  # fmt: skip


def _share(code: str, n: str) -> tuple[Any, Any]:
    return (
        lambda r: numbers.SUPPRESSED if numbers.few(r[n]) else r[code],
        lambda r: numbers.share(r[code], r[n]),
    )


def _columns(context: Context, low: float, high: float) -> list[Column]:
    words = context.words
    change, teach = words("skills.group_change", month=context.as_of or numbers.NOTHING), words("skills.group_coverage")

    def name(row: Row) -> Safe:
        kept = {code: controls.read(code) for code in controls.SKILL_FILTERS}
        return join(
            [
                link(words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"], **kept)),
                " ",
                notes.kind(words, row),
            ]
        )

    def number(code: str, wide: bool = False) -> Column:
        return Column(words(f"skills.{code}"), lambda r: numbers.SUPPRESSED if code == "n_postings" and
                      numbers.few(r[code]) else r[code],
                      lambda r: numbers.vacancies(r[code]) if code == "n_postings" else numbers.count(r[code]),
                      numeric=True, group=change, wide=wide)  # fmt: skip

    return [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), name),
        Column(words("skills.n_vacancies"), lambda r: r["n_vacancies"], lambda r: numbers.vacancies(r["n_vacancies"]),
               numeric=True),
        Column(words("skills.status"), lambda r: words(f"status.{r['status']}"),
               lambda r: notes.status(words, r["status"]), group=change),
        Column(words("skills.recent"), *_share("share_recent", "n_recent"), numeric=True, group=change),
        Column(words("skills.earlier"), *_share("share_baseline", "n_baseline"), numeric=True, group=change),
        Column(words("skills.ratio"), lambda r: r["ratio"], lambda r: _track(r, low, high), numeric=True, group=change),
        number("n_postings"), number("n_employers"), number("n_sources", wide=True),
        Column(words("skills.coverage"), lambda r: words(f"verdict.{r['coverage']}"),
               lambda r: notes.verdict(words, r["coverage"]), group=teach),
        Column(words("skills.basis"), lambda r: notes.basis(words, r["basis"]),
               lambda r: h("span", notes.basis(words, r["basis"]), cls="keep"), group=teach, wide=True),
        Column(words("skills.nearest"), lambda r: words.pick(r["nearest_title"], r["nearest_title_en"]),
               lambda r: _certificate(context, r), group=teach),
    ]  # fmt: skip


def _certificate(context: Context, row: Row) -> Safe:
    text = context.words.pick(row["nearest_title"], row["nearest_title_en"]) or numbers.NOTHING
    code = row["nearest_certificate"]
    return link(text, context.link("certificate", certificate=code) if code else None)


def _take_away(columns: list[Column]) -> list[Column]:
    """The page's columns and what the CSV holds besides: stable codes and the interval as numbers."""
    more = ("skill_id", "type", "status", "coverage", "ratio_low", "ratio_high", "q_value", "first_seen")
    return [*columns, *(Column(code, lambda r, code=code: r[code]) for code in more)]  # type: ignore[misc]
