"""The colours, light and dark, by what they are for: the style sheet takes them as variables, the charts as values.

Which set holds is told by the reader's browser, or by the reader's choice in the menu of settings."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

LIGHT: Mapping[str, str] = {
    "paper": "#ffffff",
    "panel": "#f4f6f7",
    "hover": "#f7f9fa",
    "band": "#eef3f6",
    "ink": "#1d2529",
    "soft": "#414c52",
    "quiet": "#5a676e",
    "line": "#e3e8eb",
    "border": "#d5dce0",
    "edge": "#b9c3c8",
    "rule": "#8b979d",
    "faint": "#9aa5ab",
    "blue": "#1f5673",
    "steel": "#3f7089",
    "warm": "#b4632d",
    "gold": "#c79a3a",
    "watch": "#8a6d1c",
    "yes": "#2c6b3f",
    "no": "#9a3d12",
    "unasked": "#7a5a13",
    "caveat": "#fbf7ec",
    "caveat-ink": "#3d3a2e",
    "mark": "#fbe3a6",
    "alarm": "#8a3d10",
    "alarm-ink": "#ffffff",
    "step-0": "#fbeee4",
    "step-1": "#f3d3bb",
    "step-2": "#e6ae89",
    "step-3": "#a85522",
    "step-4": "#7d370e",
    "step-ink": "#ffffff",
    "pale": "#a9c1cf",
    "middle": "#e3a27a",
    "covered": "#1f5673",
    "partly": "#7fa9bd",
    "review": "#d9c27a",
    "not_covered": "#ad5d28",
    "new": "#8a3d10",
    "rising": "#b4632d",
    "established": "#5a676e",
    "declining": "#5b93ad",
    "watched": "#a0842f",
    "series-0": "#1f5673",
    "series-1": "#5b93ad",
    "series-2": "#b4632d",
    "series-3": "#7a8b3c",
    "series-4": "#8a6aa3",
    "series-5": "#c79a3a",
    "series-6": "#9aa5ab",
}
DARK: Mapping[str, str] = {
    "paper": "#14191c",
    "panel": "#1e2529",
    "hover": "#1b2226",
    "band": "#1d2a31",
    "ink": "#e6ebee",
    "soft": "#c3ccd1",
    "quiet": "#a3b0b7",
    "line": "#2c353a",
    "border": "#3a454b",
    "edge": "#4a565d",
    "rule": "#7b888f",
    "faint": "#6d7a81",
    "blue": "#8cc3e0",
    "steel": "#8cc3e0",
    "warm": "#e39a63",
    "gold": "#c79a3a",
    "watch": "#d9b957",
    "yes": "#7fcf98",
    "no": "#f0a070",
    "unasked": "#d9b957",
    "caveat": "#2a2618",
    "caveat-ink": "#e8e0c8",
    "mark": "#5c4a12",
    "alarm": "#8a3d10",
    "alarm-ink": "#ffffff",
    "step-0": "#2b201a",
    "step-1": "#4a2f1e",
    "step-2": "#6a3c1d",
    "step-3": "#c98a5c",
    "step-4": "#f0b78b",
    "step-ink": "#14191c",
    "pale": "#3b5a6b",
    "middle": "#a3602f",
    "covered": "#31729a",
    "partly": "#7fa9bd",
    "review": "#d9c27a",
    "not_covered": "#ad5d28",
    "new": "#f5b48c",
    "rising": "#e39a63",
    "established": "#a3b0b7",
    "declining": "#7fb5cf",
    "watched": "#d9b957",
    "series-0": "#6fb1d3",
    "series-1": "#3f7f9f",
    "series-2": "#e08a4f",
    "series-3": "#a9bb5c",
    "series-4": "#b596cf",
    "series-5": "#e0b95c",
    "series-6": "#7b888f",
}
TEXTS = (
    *((ink, paper) for ink in ("ink", "soft", "quiet", "blue") for paper in ("paper", "hover", "panel", "band")),
    *((ink, "paper") for ink in ("steel", "watch", "yes", "no", "unasked")),
    ("caveat-ink", "caveat"), ("ink", "mark"), ("alarm-ink", "alarm"),
    *(("ink", f"step-{at}") for at in range(3)), ("step-ink", "step-3"), ("step-ink", "step-4"),
)  # fmt: skip
"""Text and the ground on which it stands."""


def dark() -> bool:
    """Whether the reader sees the dark theme."""
    return st.context.theme.type == "dark"


def now() -> Mapping[str, str]:
    """The colours that the reader sees."""
    return DARK if dark() else LIGHT


def variables(colours: Mapping[str, str]) -> str:
    """The colours as variables of a style sheet, and where the browser knows how, those of the theme it shows: a device
    that turns dark in the evening asks for no rerun, and dark letters would stay on dark paper until the next click."""
    given = " ".join(f"--{name}: {value};" for name, value in colours.items())
    both = " ".join(f"--{name}: light-dark({LIGHT[name]}, {DARK[name]});" for name in colours)
    return f":root {{ {given} }} @supports (color: light-dark(#000, #fff)) {{ :root {{ {both} }} }}"
