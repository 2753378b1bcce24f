"""Drawings of pathways: steps between levels of certificates, and levels beside what vacancies ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from dashboards.components import palette


def steps(
    nodes: Sequence[tuple[str, str]],
    drawn: Sequence[tuple[Mapping[str, Any], str]],
    titles: Mapping[str, str],
    levels: Mapping[str, str],
) -> Any:
    """Certificates as rows, levels as columns, a line for each step: the thicker, the readier. `drawn` are steps
    (certificate, level, to_certificate, to_level, ready) with the text of their tooltip."""
    colours = palette.now()
    rows = [titles[code] for code in dict.fromkeys(code for code, _ in nodes)]
    y = alt.Y("title:N", sort=rows, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=150))
    x = alt.X("level:N", sort=list(levels.values()), title=None, scale=alt.Scale(domain=list(levels.values())),
              axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False))  # fmt: skip
    lines = pd.DataFrame([
        {"title": titles[s["certificate"]], "level": levels[s["level"]], "to_title": titles[s["to_certificate"]],
         "to_level": levels[s["to_level"]], "ready": s["ready"], "tip": tip,
         "kind": s["certificate"] == s["to_certificate"]} for s, tip in drawn
    ])  # fmt: skip
    first = nodes[0][0]
    points = pd.DataFrame(
        [{"title": titles[code], "level": levels[level], "own": code == first} for code, level in nodes]
    )
    arrows = alt.Chart(lines).mark_rule(color=colours["blue"], opacity=0.75).encode(
        x=x, y=y, x2="to_level:N", y2="to_title:N",
        strokeWidth=alt.StrokeWidth("ready:Q", scale=alt.Scale(domain=[0, 1], range=[1, 9]), legend=None),
        strokeDash=alt.condition("datum.kind", alt.value([1, 0]), alt.value([5, 3])),
        tooltip=[alt.Tooltip("tip:N", title="→")],
    )  # fmt: skip
    dots = alt.Chart(points).mark_point(filled=True, size=190, opacity=1).encode(
        x=x, y=y, color=alt.condition("datum.own", alt.value(colours["ink"]), alt.value(colours["quiet"])),
        tooltip=[alt.Tooltip("title:N", title=" "), alt.Tooltip("level:N", title=" ")],
    )  # fmt: skip
    return alt.layer(arrows, dots).properties(height=46 * len(rows) + 70)


def mix(frame: pd.DataFrame, labels: Mapping[str, str]) -> Any:
    """For each `label` (level) a bar for `clauses` and a bar with its interval (`low`, `high`) for `asked`."""
    colours, order = palette.now(), list(frame["label"])
    long = frame.melt(id_vars=["label", "low", "high"], value_vars=["clauses", "asked"], var_name="what")
    long["name"] = long["what"].map(dict(labels))
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False))
    x = alt.X("value:Q", title=None, axis=alt.Axis(format="~%", tickCount=5), scale=alt.Scale(domainMin=0))
    offset = alt.YOffset("name:N", sort=list(labels.values()))
    scale = alt.Scale(domain=list(labels.values()), range=[colours["pale"], colours["blue"]])
    colour = alt.Color("name:N", title=None, sort=list(labels.values()), scale=scale)
    bars = alt.Chart(long).mark_bar().encode(
        x=x, y=y, yOffset=offset, color=colour,
        tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("value:Q", format=".1%", title=" ")],
    )  # fmt: skip
    spans = alt.Chart(long[long["what"] == "asked"]).mark_rule(color=colours["ink"], strokeWidth=2).encode(
        x="low:Q", x2="high:Q", y=y, yOffset=offset
    )  # fmt: skip
    return alt.layer(bars, spans).properties(height=56 * len(order) + 90)
