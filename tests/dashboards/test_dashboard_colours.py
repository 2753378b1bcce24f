"""Colours: the same names in both themes, every text readable, no colour beside the palette."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

import dashboards
from dashboards.components import palette

FOLDER = Path(dashboards.__file__).parent
THEMES = {"light": palette.LIGHT, "dark": palette.DARK}


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: (lighter + 0.05) / (darker + 0.05)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_both_themes_have_the_same_names() -> None:
    assert list(palette.LIGHT) == list(palette.DARK)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), palette.TEXTS)
def test_text_is_readable(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("text", "bar"), [("#ffffff", "covered"), ("#ffffff", "not_covered"), ("#1d2529", "partly"), ("#1d2529", "review")]
)
def test_numbers_in_bars_are_readable(theme: str, text: str, bar: str) -> None:
    assert contrast(text, THEMES[theme][bar]) >= 4.5


def test_style_sheet_takes_every_colour_from_the_palette() -> None:
    style = (FOLDER / "components" / "style.css").read_text("utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", style)
    assert set(re.findall(r"var\(--([a-z0-9_-]+)\)", style)) <= set(palette.LIGHT)


@pytest.mark.parametrize("theme", THEMES)
def test_streamlits_own_theme_is_the_same(theme: str) -> None:
    told: Mapping[str, str] = tomllib.loads((FOLDER / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][theme]
    names = {"primaryColor": "blue", "backgroundColor": "paper", "secondaryBackgroundColor": "panel",
             "textColor": "ink", "linkColor": "blue", "borderColor": "border"}  # fmt: skip
    assert told == {key: THEMES[theme][name] for key, name in names.items()}


def test_a_browser_that_knows_how_turns_the_colours_itself() -> None:
    plain, both = palette.variables(palette.DARK).split("@supports")
    assert f"--ink: {palette.DARK['ink']};" in plain
    assert "light-dark(" not in plain, "older browsers get the colours of the theme at the last run"
    for name in palette.LIGHT:
        assert f"--{name}: light-dark({palette.LIGHT[name]}, {palette.DARK[name]});" in both
