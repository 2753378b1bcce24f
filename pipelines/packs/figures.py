"""The figures P1 to P6 of a pack as Vega-Lite, drawn to SVG always and to PNG where a Chinese font is there.

Without such a font a PNG would show boxes for signs; then only the SVG is made, whose text any viewer draws, and the
document and the manifest say so."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from pipelines.packs import numbers
from pipelines.packs.model import Facts, Month
from pipelines.packs.tables import tested
from pipelines.packs.words import Words

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, SimHei, WenQuanYi Zen Hei, sans-serif"
INK, QUIET, LINE, BLUE, PALE, RUST = "#1d2529", "#5a676e", "#e3e8eb", "#1f5673", "#a9c1cf", "#b4632d"
VERDICTS = {"covered": "#1f5673", "partly": "#7fa9bd", "review": "#d9c27a", "not_covered": "#eceff1"}
SIGNS = {"covered": "●", "partly": "◐", "review": "?", "not_covered": "–"}
WIDTH = 560
SCALE = 2.0
WINDOW = 36
"""Months at most along a time axis: a few vacancies of long ago would press the rest together."""
MIN_MONTH = 50
"""A month with fewer vacancies gets no share of its own."""
PROVINCES = 15
HEAT = (12, 10)
"""Skills and certificates of the heat map."""


@dataclass(frozen=True)
class Figure:
    """A drawn figure; `png` is None where no Chinese font is there."""

    code: str
    svg: bytes
    png: bytes | None
    alt: str
    """What it shows, for those who do not see it."""


@functools.lru_cache(maxsize=1)
def chinese_font() -> bool:
    """Whether drawings can hold Chinese: two signs look the same only where both are the box of a missing glyph."""
    return _glyph("国") != _glyph("永")


def _glyph(sign: str) -> bytes:
    chart = alt.Chart(pd.DataFrame({"t": [sign]})).mark_text(font=FONT, fontSize=30).encode(text="t:N")
    return bytes(vl_convert.vegalite_to_png(chart.to_json(), scale=1))


def draw(facts: Facts, words: Words, has_font: Callable[[], bool] = chinese_font) -> dict[str, Figure]:
    """All figures that the facts give, by code, in the order of the document."""
    made = {"P1": _funnel(facts, words), "P2": _volume(facts, words), "P3": _share(facts, words),
            "P4": _provinces(facts, words), "P5": _asked(facts, words), "P6": _heat(facts, words)}  # fmt: skip
    font = has_font()
    return {code: _drawn(code, *found, font) for code, found in made.items() if found is not None}


def _drawn(code: str, chart: Any, alt_text: str, font: bool) -> Figure:
    chart = chart.configure(font=FONT, background="#ffffff", padding=8)
    chart = chart.configure_view(stroke=None).configure_axis(
        labelColor=QUIET, titleColor=QUIET, labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        gridColor=LINE, domainColor="#b9c3c8", tickColor="#b9c3c8", labelLimit=190,
    )  # fmt: skip
    chart = chart.configure_legend(labelColor=INK, labelFontSize=12, orient="top", title=None, labelLimit=420)
    chart = chart.configure_title(fontSize=12, fontWeight="normal", color=QUIET, anchor="start")
    spec = chart.to_json()
    png = bytes(vl_convert.vegalite_to_png(spec, scale=SCALE)) if font else None
    return Figure(code, vl_convert.vegalite_to_svg(spec).encode(), png, alt_text)


Made = tuple[Any, str] | None


def _bars(rows: Sequence[tuple[str, float, str]], title: str, width: int = WIDTH, pitch: int = 24) -> Any:
    """Horizontal bars of label, value and what is written behind them, in the order given."""
    frame = pd.DataFrame(rows, columns=["label", "n", "text"])
    order, top = list(frame["label"]), float(frame["n"].max() or 1)
    base = alt.Chart(frame).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6)),
        x=alt.X("n:Q", axis=None, scale=alt.Scale(domain=[0, top * 1.3])),
    )
    text = base.mark_text(align="left", dx=5, color=INK, fontSize=12).encode(text="text:N")
    return (base.mark_bar(color=BLUE, height=pitch - 8) + text).properties(
        width=width, height=pitch * len(order), title=title
    )


def _said(rows: Sequence[tuple[str, float, str]], words: Words) -> str:
    return words.listed([f"{label} {text}" for label, _, text in rows])


def _funnel(facts: Facts, words: Words) -> Made:
    steps = {
        "lines": sum(s.n_lines for s in facts.sources), "postings": sum(s.n_postings for s in facts.sources),
        "vacancies": sum(s.n_vacancies for s in facts.sources), "group": facts.size.n_vacancies,
        "dated": facts.size.n_dated, "recent": facts.size.n_recent,
    }  # fmt: skip
    rows = [(words(f"funnel.{step}"), float(n), numbers.count(n)) for step, n in steps.items()]
    return _bars(rows, ""), words("alt.P1", said=_said(rows, words))


def _consecutive(first: str, last: str) -> list[str]:
    found, year, month = [first], int(first[:4]), int(first[5:])
    while found[-1] < last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        found.append(f"{year:04d}-{month:02d}")
    return found


def window(months: Sequence[Month]) -> frozenset[str]:
    """The months that figures over time may show: WINDOW up to the last with vacancies of the group."""
    own = [m.month for m in months if m.share.k]
    return frozenset(_consecutive(own[0], own[-1])[-WINDOW:]) if own else frozenset()


def places(facts: Facts) -> tuple[tuple[str, str, int, int], ...]:
    """The provinces that the figure of places shows."""
    return tuple(p for p in facts.provinces if p[0] and not numbers.few(p[2]))[:PROVINCES]


def _volume(facts: Facts, words: Words) -> Made:
    inside = window(facts.months)
    shown = [m for m in facts.months if m.month in inside and m.share.k and not numbers.few(m.share.k)]
    if not shown:
        return None
    frame = pd.DataFrame({"month": [m.month for m in shown], "n": [m.share.k for m in shown]})
    domain = _consecutive(shown[0].month, shown[-1].month)
    chart = alt.Chart(frame).mark_bar(color=BLUE).encode(
        x=alt.X("month:O", title=None, scale=alt.Scale(domain=domain), axis=_month_axis()),
        y=alt.Y("n:Q", title=words("column.n"), axis=alt.Axis(format=",d", tickCount=4)),
    ).properties(width=WIDTH, height=170)  # fmt: skip
    undated = facts.size.n_vacancies - facts.size.n_dated
    said = words.listed([f"{m.month} {m.share.k:,}" for m in shown])
    return chart, words("alt.P2", said=said, undated=numbers.count(undated))


def _month_axis() -> Any:
    return alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=12)


def _share(facts: Facts, words: Words) -> Made:
    inside = window(facts.months)
    usable = [m for m in facts.months
              if m.month in inside and m.share.n >= MIN_MONTH and not numbers.few(m.share.k)]  # fmt: skip
    if sum(m.share.k > 0 for m in usable) < 2:
        return None
    domain = _consecutive(usable[0].month, usable[-1].month)
    place = {month: i for i, month in enumerate(domain)}
    rows, run = [], 0
    for before, m in zip([None, *usable], usable, strict=False):
        # a line joins neighbours that rest on the same sources; nothing is drawn over a gap or a change of sources
        if before is not None and (place[m.month] != place[before.month] + 1 or m.source_break):
            run += 1
        rows.append({"month": m.month, "share": m.share.value, "low": m.share.low, "high": m.share.high, "run": run,
                     "kind": words("figure.break" if m.source_break else "figure.same")})  # fmt: skip
    frame = pd.DataFrame(rows)
    x = alt.X("month:O", title=None, scale=alt.Scale(domain=domain), axis=_month_axis())
    y = alt.Y("share:Q", title=words("figure.share"), axis=alt.Axis(format="~%", tickCount=5),
              scale=alt.Scale(domain=[0, float(frame["high"].max()) * 1.05]))  # fmt: skip
    names = [words("figure.same"), words("figure.break")]
    spans = alt.Chart(frame).mark_rule(color=PALE, strokeWidth=6).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    line = alt.Chart(frame).mark_line(color=BLUE).encode(x=x, y=y, detail="run:N")
    points = alt.Chart(frame).mark_point(size=70, filled=False, strokeWidth=2, color=BLUE, opacity=1).encode(
        x=x, y=y, shape=alt.Shape("kind:N", scale=alt.Scale(domain=names, range=["circle", "triangle-up"])),
        color=alt.Color("kind:N", scale=alt.Scale(domain=names, range=[BLUE, RUST])),
    )  # fmt: skip
    said = words.listed([f"{m.month} {numbers.with_interval(m.share)}" for m in usable])
    return alt.layer(spans, line, points).properties(width=WIDTH, height=200), words("alt.P3", said=said)


def _provinces(facts: Facts, words: Words) -> Made:
    known = places(facts)
    if not known:
        return None
    rows = [(words.pick(zh, en), float(n), f"{n:,}") for zh, en, n, _ in known]
    return _bars(rows, "", pitch=19), words("alt.P4", said=_said(rows, words))


def _asked(facts: Facts, words: Words) -> Made:
    panels, said = [], []
    for what, bands in (("education", facts.education), ("experience", facts.experience)):
        total = sum(b.n for b in bands)
        rows = [(words(f"{what}.{b.key}"), float(b.n), f"{b.n:,} ({numbers.percent(b.n / total)})")
                for b in bands if b.n and not numbers.few(b.n)]  # fmt: skip
        if rows:
            panels.append(_bars(rows, words(f"figure.{what}"), WIDTH // 2 - 60))
            said.append(_said(rows, words))
    if not panels:
        return None
    return alt.hconcat(*panels, spacing=40), words("alt.P5", said="; ".join(said))


def _signed(words: Words) -> str:
    """A Vega expression that puts the sign of each verdict before its name, so that colour does not stand alone."""
    said = {words(f"verdict.{v}"): f"{SIGNS[v]} {words(f'verdict.{v}')}".strip() for v in VERDICTS}
    return f"({json.dumps(said, ensure_ascii=False)})[datum.label]"


def _heat(facts: Facts, words: Words) -> Made:
    skills = (facts.top if facts.kind == "revision" else tested(facts))[: HEAT[0]]
    rank = {"covered": 3, "partly": 2, "review": 1}
    best: dict[tuple[str, str], str] = {}
    weight: dict[str, int] = {}
    wanted = {s.skill_id for s in skills}
    names = {o.certificate: words.pick(o.title, o.title_en) for o in facts.overlaps}
    for m in facts.mappings:
        if m.skill_id in wanted:
            at = (m.skill_id, m.certificate)
            if rank[m.verdict] > rank.get(best.get(at, ""), 0):
                best[at] = m.verdict
            weight[m.certificate] = weight.get(m.certificate, 0) + rank[m.verdict]
    shared = {o.certificate: o.shared.k for o in facts.overlaps}
    columns = sorted(names, key=lambda c: (-(c == facts.subject), -weight.get(c, 0), -shared[c], c))[: HEAT[1]]
    if not any(c in columns for _, c in best):
        return None  # an empty grid would say less than the sentence that stands in its place
    rows = [
        {"skill": words.pick(s.name, s.name_en), "certificate": names[c],
         "verdict": words(f"verdict.{best.get((s.skill_id, c), 'not_covered')}"),
         "sign": SIGNS[best.get((s.skill_id, c), "not_covered")]}
        for s in skills for c in columns
    ]  # fmt: skip
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("certificate:N", sort=[names[c] for c in columns], title=None,
                axis=alt.Axis(orient="bottom", labelAngle=-40, ticks=False, domain=False, labelLimit=260)),
        y=alt.Y("skill:N", sort=[words.pick(s.name, s.name_en) for s in skills], title=None,
                axis=alt.Axis(ticks=False, domain=False)),
    )  # fmt: skip
    scale = alt.Scale(domain=[words(f"verdict.{v}") for v in VERDICTS], range=list(VERDICTS.values()))
    cells = base.mark_rect(stroke="#ffffff", strokeWidth=2).encode(
        color=alt.Color("verdict:N", scale=scale, legend=alt.Legend(labelExpr=_signed(words)))
    )
    signs = base.mark_text(fontSize=11).encode(
        text="sign:N",
        color=alt.condition("datum.sign === '●'", alt.value("#ffffff"), alt.value(INK)),
    )
    chart = (cells + signs).properties(width=WIDTH - 120, height=22 * len(skills))
    found = [f"{words.pick(m.name, m.name_en)} – {names[m.certificate]} {words(f'verdict.{m.verdict}')}"
             for m in facts.mappings if m.skill_id in wanted and m.certificate in columns
             and best.get((m.skill_id, m.certificate)) == m.verdict]  # fmt: skip
    said = words.listed(list(dict.fromkeys(found))) or words("alt.nothing")
    return chart, words("alt.P6", said=said)
