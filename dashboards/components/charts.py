"""Charts in one visual language. Each has a title that says the message, an alternative text and a table twin.

Titles stand above the drawing as text of the page, so that they wrap on a telephone and are read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from altair.utils import schemapi

from dashboards.components import palette
from dashboards.components.markup import emit, h
from dashboards.words import Words

CHECKED = False
"""Whether specifications are checked against Vega-Lite's schema: tests do, readers would wait a tenth of a second."""
schemapi.disable_debug_mode()  # the same check, once more for each part of a chart

FONT = (
    "-apple-system, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Source Han Sans SC', sans-serif"
)
_NARROW = 0.08
"""A smaller part of a bar has no room for its number on a telephone; the table has it."""
_AROUND = 100
"""Room for legend and axis, which Streamlit takes out of a chart's height."""
SERIES = 7
"""Colours for series, told apart in greyscale order too; the last is for everything else."""
_ON_DARK, _ON_LIGHT = "#ffffff", "#1d2529"
"""Numbers within bars, whose colours are much the same in both themes."""
STATUS_SHAPES = {"new": "cross", "rising": "triangle-up", "watch": "diamond", "established": "circle",
                 "declining": "triangle-down"}  # fmt: skip


def _c(name: str) -> str:
    return palette.now()[name]


def _status_colour(code: str) -> str:
    return _c("watched" if code == "watch" else code)


def draw(words: Words, chart: Any, title: str, alt_text: str, subtitle: str = "") -> None:
    """The chart under its message."""
    emit(words, h("h3", title, cls="message"), h("p", subtitle, cls="subtitle") if subtitle else "")
    chart = chart.configure(
        font=FONT, background=_c("paper"), autosize=alt.AutoSizeParams(type="fit-x", contains="padding")
    )
    chart = chart.configure_view(stroke=None).configure_axis(
        labelColor=_c("quiet"), titleColor=_c("quiet"), labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        gridColor=_c("line"), domainColor=_c("edge"), tickColor=_c("edge"), labelLimit=150,
    )  # fmt: skip
    chart = chart.configure_legend(
        labelColor=_c("ink"), titleColor=_c("quiet"), labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        orient="top", direction="horizontal", columns=2, symbolLimit=0, labelLimit=170,
    )  # fmt: skip
    drawing = chart.to_dict(validate=CHECKED)
    # not st.altair_chart: it checks always, under a lock that all readers share. The height is told a second time, in
    # pixels: it keeps the place while the drawing is on its way, else all below would jump when it comes
    st.vega_lite_chart(drawing, width="stretch", height=drawing["height"], theme=None, alt=alt_text)


def funnel(steps: pd.DataFrame) -> Any:
    """Bars of `label`, `n`, `text` from many to few, in the order given."""
    order = list(steps["label"])
    base = alt.Chart(steps).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=8)),
        x=alt.X("n:Q", axis=None, scale=alt.Scale(domain=[0, float(steps["n"].max()) * 1.65])),
        tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip("text:N", title="n")],
    )
    bars = base.mark_bar(color=_c("blue"), height=22)
    text = base.mark_text(align="left", dx=6, color=_c("ink"), fontSize=12).encode(text="text:N")
    return (bars + text).properties(height=44 * len(order))


def _months(months: Sequence[str]) -> Any:
    """The time axis with every month, so that months without data stay visible as gaps."""
    return alt.X("month:O", title=None, scale=alt.Scale(domain=list(months)),
                 axis=alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=14))  # fmt: skip


def volume(frame: pd.DataFrame, series: Sequence[str], months: Sequence[str], labels: dict[str, str]) -> Any:
    """Stacked bars of `month`, `source`, `n_vacancies`; `series` in the order of the legend."""
    return (
        alt.Chart(frame)
        .mark_bar(stroke=_c("paper"), strokeWidth=0.5)
        .encode(
            x=_months(months),
            y=alt.Y("n_vacancies:Q", title=labels["n"], stack="zero", axis=alt.Axis(tickCount=5, format=",d")),
            color=alt.Color("source:N", title=None, sort=list(series),
                            scale=alt.Scale(domain=list(series), range=_colours(len(series)))),
            order=alt.Order("place:Q"),
            tooltip=[alt.Tooltip("month:O", title=labels["month"]), alt.Tooltip("source:N", title=labels["source"]),
                     alt.Tooltip("shown:N", title=labels["n"])],
        )
        .properties(height=300)
    )  # fmt: skip


def _colours(n: int) -> list[str]:
    some = [*range(min(n, SERIES) - 1), SERIES - 1] if n > 1 else [0]
    return [_c(f"series-{at}") for at in some]


def ratios(frame: pd.DataFrame, statuses: dict[str, str], labels: dict[str, str], effect: float | None) -> Any:
    """A point with its interval per skill: `label`, `ratio`, `ratio_low`, `ratio_high`, `status` (in words)."""
    order = list(frame["label"])
    y = alt.Y("label:N", sort=order, title=None,
              axis=alt.Axis(ticks=False, domain=False, labelPadding=6, labelLimit=190))  # fmt: skip
    low, high = float(frame["ratio_low"].min()), float(frame["ratio_high"].max())
    scale = alt.Scale(type="log", domain=[min(low, 0.9) * 0.97, max(high, 1.4) * 1.03], nice=False)
    ticks = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6, 8, 12, 20, 40, 80]
    x = alt.X("ratio:Q", title=labels["ratio"], scale=scale,
              axis=alt.Axis(format="~g", values=ticks, labelOverlap="greedy", labelSeparation=4))  # fmt: skip
    tips = [alt.Tooltip("label:N", title=labels["skill"]), alt.Tooltip("shown:N", title=labels["ratio"]),
            alt.Tooltip("status:N", title=labels["status"])]  # fmt: skip
    present = [code for code in statuses if statuses[code] in set(frame["status"])]
    names = [statuses[code] for code in present]
    status = {
        "color": alt.Color("status:N", title=None, sort=names,
                           scale=alt.Scale(domain=names, range=[_status_colour(c) for c in present])),
        "shape": alt.Shape("status:N", title=None, sort=names,
                           scale=alt.Scale(domain=names, range=[STATUS_SHAPES[c] for c in present])),
    }  # fmt: skip
    spans = (
        alt.Chart(frame)
        .mark_rule(color=_c("faint"), strokeWidth=2)
        .encode(y=y, x=alt.X("ratio_low:Q"), x2="ratio_high:Q")
    )
    points = alt.Chart(frame).mark_point(filled=True, size=90, opacity=1).encode(y=y, x=x, tooltip=tips, **status)
    marks = [alt.Chart(pd.DataFrame({"x": [1.0]})).mark_rule(color=_c("ink"), strokeWidth=1).encode(x="x:Q")]
    if effect:
        floor = pd.DataFrame({"x": [effect]})
        marks.append(alt.Chart(floor).mark_rule(color=_c("ink"), strokeDash=[3, 3], strokeWidth=1).encode(x="x:Q"))
    return alt.layer(*marks, spans, points).properties(height=26 * len(order) + _AROUND)


def _top(frame: pd.DataFrame) -> float:
    """Where the share's axis ends: thin months may leave the drawing, else their wide intervals would flatten it."""
    usable = frame[frame["kind"] == "shown"]
    drawn = usable if len(usable) else frame[frame["kind"] == "thin"]
    return float(max([*drawn["high"] * 1.25, *frame["share"] * 1.1, 0.01]))


def trend(
    frame: pd.DataFrame, months: Sequence[str], labels: dict[str, str], windows: Sequence[Sequence[str]] = ()
) -> Any:
    """Share by `month` with `low` and `high`; `kind` is `shown`, `thin` (few vacancies that month) or `few` (<5).

    Months of one `run` are neighbours and are joined by the line; nothing is drawn across a gap. `windows` are the
    months that a verdict compared, the earlier ones first: their ground is shaded, the later ones' more."""
    x = _months(months)
    tips = [alt.Tooltip("month:O", title=labels["month"]), alt.Tooltip("share_text:N", title=labels["share"]),
            alt.Tooltip("interval_text:N", title=labels["interval"]),
            alt.Tooltip("n_text:N", title=labels["n"])]  # fmt: skip
    y = alt.Y("share:Q", title=labels["share"], axis=alt.Axis(format="~%", tickCount=5),
              scale=alt.Scale(domain=[0, _top(frame)], nice=True))  # fmt: skip
    solid, counted = frame[frame["kind"] == "shown"], frame[frame["kind"] != "few"]
    bars = alt.Chart(counted).mark_rule(color=_c("pale"), strokeWidth=5, opacity=0.75, clip=True)
    spans = bars.encode(x=x, y=alt.Y("low:Q", title=labels["share"]), y2="high:Q")
    line = alt.Chart(solid).mark_line(color=_c("blue"), strokeWidth=2).encode(x=x, y=y, detail="run:N")
    kinds, blue = ["shown", "thin", "few"], _c("blue")
    names = [labels[kind] for kind in kinds]
    points = alt.Chart(frame).mark_point(size=70, opacity=1, strokeWidth=1.8).encode(
        x=x, y=y, tooltip=tips,
        shape=alt.Shape("kind_text:N", title=None, scale=alt.Scale(domain=names, range=["circle", "square", "cross"])),
        fill=alt.Fill("kind_text:N", title=None, scale=alt.Scale(domain=names, range=[blue, _c("paper"), _c("faint")])),
        stroke=alt.Stroke("kind_text:N", title=None, scale=alt.Scale(domain=names, range=[blue, blue, _c("faint")])),
    )  # fmt: skip
    grounds = [
        alt.Chart(pd.DataFrame({"month": [m for m in window if m in months]}))
        .mark_bar(color=_c(ground), width=alt.RelativeBandSize(1.0))
        .encode(x=x, y=alt.value(0), y2=alt.value("height"))
        for window, ground in zip(windows, ("panel", "border"), strict=False)
        if any(m in months for m in window)
    ]
    # a layer without a mark would be an unnamed picture to a screen reader
    marks = [layer for layer, rows in ((spans, counted), (line, solid), (points, frame)) if len(rows)]
    return alt.layer(*grounds, *marks).properties(height=280)


def coverage(frame: pd.DataFrame, levels: Sequence[str], verdicts: dict[str, str], labels: dict[str, str]) -> Any:
    """Stacked bars per level: `level`, `verdict` (in words), `place`, `n`, with the number in each part."""
    names = list(verdicts.values())
    y = alt.Y("level:N", sort=list(levels), title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=8))
    total = frame.groupby("level")["n"].sum().max()
    base = alt.Chart(frame).encode(y=y, order=alt.Order("place:Q"))
    bars = base.mark_bar(height=26, stroke=_c("paper")).encode(
        x=alt.X("n:Q", stack="zero", title=labels["n"], axis=alt.Axis(tickMinStep=1, tickCount=6, format=",d")),
        color=alt.Color("verdict:N", title=None, sort=names,
                        scale=alt.Scale(domain=names, range=[_c(c) for c in verdicts])),
        tooltip=[alt.Tooltip("level:N", title=labels["level"]), alt.Tooltip("verdict:N", title=labels["verdict"]),
                 alt.Tooltip("n:Q", title=labels["n"])],
    )  # fmt: skip
    text = alt.Chart(frame[frame["n"] >= _NARROW * total]).mark_text(fontSize=12, fontWeight=600).encode(
        y=y, x=alt.X("middle:Q"), text=alt.Text("n:Q", format=",d"),
        color=alt.condition(alt.datum.dark, alt.value(_ON_DARK), alt.value(_ON_LIGHT)),
    )  # fmt: skip
    return (bars + text).properties(height=44 * len(levels) + _AROUND)


def shares(frame: pd.DataFrame, whole: float, labels: dict[str, str]) -> Any:
    """A point with its interval per `label`: `share`, `low`, `high`, `text`; the dashed line is the whole."""
    y = alt.Y("label:N", sort=list(frame["label"]), title=None,
              axis=alt.Axis(ticks=False, domain=False, labelLimit=190))  # fmt: skip
    top = float(frame["high"].max()) * 1.05
    x = alt.X(
        "share:Q", title=labels["share"], scale=alt.Scale(domain=[0, top]), axis=alt.Axis(format="~%", tickCount=5)
    )
    tips = [alt.Tooltip("label:N", title=labels["label"]), alt.Tooltip("text:N", title=labels["share"])]
    line = alt.Chart(pd.DataFrame({"x": [whole]})).mark_rule(color=_c("ink"), strokeDash=[3, 3]).encode(x="x:Q")
    spans = alt.Chart(frame).mark_rule(color=_c("faint"), strokeWidth=2).encode(y=y, x="low:Q", x2="high:Q")
    points = (
        alt.Chart(frame).mark_point(filled=True, size=80, opacity=1, color=_c("blue")).encode(y=y, x=x, tooltip=tips)
    )
    return alt.layer(line, spans, points).properties(height=24 * len(frame) + 60)


def pairs(frame: pd.DataFrame, sides: Sequence[str], labels: dict[str, str]) -> Any:
    """Two points with their intervals per `label`, one of each `side`: `share`, `low`, `high`, `text`."""
    order = list(dict.fromkeys(frame["label"]))
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=190, grid=True))
    beside = alt.YOffset("side:N", sort=list(sides), scale=alt.Scale(domain=list(sides), paddingOuter=0.6))
    x = alt.X("share:Q", title=labels["share"], scale=alt.Scale(domain=[0, float(frame["high"].max()) * 1.05]),
              axis=alt.Axis(format="~%", tickCount=5))  # fmt: skip
    colours = [_c("series-0"), _c("series-2")]
    legend = alt.Legend(columns=1, labelLimit=300, symbolOpacity=1)  # a name a line: two do not fit a telephone
    colour = alt.Color(
        "side:N", title=None, sort=list(sides), legend=legend, scale=alt.Scale(domain=list(sides), range=colours)
    )
    shape = alt.Shape("side:N", title=None, sort=list(sides), legend=legend,
                      scale=alt.Scale(domain=list(sides), range=["circle", "diamond"]))  # fmt: skip
    tips = [alt.Tooltip("label:N", title=labels["label"]), alt.Tooltip("side:N", title=labels["side"]),
            alt.Tooltip("text:N", title=labels["share"])]  # fmt: skip
    base = alt.Chart(frame).encode(y=y, yOffset=beside)
    spans = base.mark_rule(strokeWidth=2, opacity=0.55).encode(x="low:Q", x2="high:Q", color=colour)
    points = base.mark_point(filled=True, size=75, opacity=1).encode(x=x, tooltip=tips, color=colour, shape=shape)
    return alt.layer(spans, points).properties(height=30 * len(order) + _AROUND)


def heat(frame: pd.DataFrame, fields: Sequence[str], provinces: Sequence[str], labels: dict[str, str]) -> Any:
    """Cells of `field` × `province` shaded by `share`; cells with too few vacancies are empty."""
    tips = [alt.Tooltip("field:N", title=labels["field"]), alt.Tooltip("province:N", title=labels["province"]),
            alt.Tooltip("text:N", title=labels["share"]), alt.Tooltip("n:N", title=labels["n_vacancies"])]  # fmt: skip
    return (
        alt.Chart(frame)
        .mark_rect(stroke=_c("paper"))
        .encode(
            x=alt.X("field:N", sort=list(fields), title=None, scale=alt.Scale(domain=list(fields)),
                    axis=alt.Axis(orient="top", labelAngle=-90, ticks=False, domain=False, labelLimit=190)),
            y=alt.Y("province:N", sort=list(provinces), title=None, scale=alt.Scale(domain=list(provinces)),
                    axis=alt.Axis(ticks=False, domain=False)),
            color=alt.Color("share:Q", title=labels["share"],
                            scale=alt.Scale(range=[_c("step-0"), _c("middle"), _c("step-4")]),
                            legend=alt.Legend(format="~%", orient="bottom", gradientLength=220, titleLimit=320)),
            tooltip=tips,
        )
        .properties(height=21 * len(provinces) + 240)
    )  # fmt: skip
