"""Compare: figures worked out by hand, nothing of few, the address restores the view, files say what the page says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.components import tables
from dashboards.components.numbers import percent, wilson
from tests.dashboards.opening import html, opened, sound


def _opened(data: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    return sound(opened(data, monkeypatch, "compare", **query))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_provinces_show_shares_differences_and_sources(
    packed: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    at = _opened(packed, monkeypatch, what="provinces", pa="11", pb="44", lang=language)
    text = html(at)
    zh = language == "zh"
    # vacancies turn about between both provinces: 30 of 360 each name five-axis machining
    low, high = wilson(30, 360)
    assert f"8.3% ({percent(low)}–{percent(high)})" in text
    assert ("在误差范围内" if zh else "within noise") in text
    assert ("+0.0（" if zh else "+0.0 (") in text
    assert ("两边的来源相同" if zh else "Both sides have the same sources") in text
    assert ("更多的 0 项" if zh else "0 are asked for more in Beijing") in text
    assert "tiny0000pack" in text
    assert "少见技能甲" not in text, "three vacancies"
    assert at.query_params["what"] in ("provinces", ["provinces"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_periods_list_the_sources_of_each_side_and_warn(
    published: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    text = html(_opened(published, monkeypatch, what="periods", lang=language))
    zh = language == "zh"
    assert ("2025 年上半年" if zh else "2025, first half") in text
    assert ("占比的差别不等于市场的变化" if zh else "is not a change of the market") in text
    assert text.count("招聘站甲") >= 3, "in the table and in a line for each side"
    overlap = html(_opened(published, monkeypatch, what="periods", ta="2025", tb="2025h1", lang=language))
    assert ("有重叠" if zh else "periods overlap") in overlap
    assert ("要求最多的技能" if zh else "Skills most asked for") not in overlap


@pytest.mark.parametrize("language", ["zh", "en"])
def test_certificates_show_coverage_demand_and_what_clauses_share(
    published: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    text = html(_opened(published, monkeypatch, ca="xg-a", cb="xg-b", lang=language))
    zh = language == "zh"
    assert ("官方标准" if zh else "official standard") in text
    assert "25.0%" in text, "60 of 240 name Python"
    low, high = wilson(60, 240)
    assert f"{percent(low)}–{percent(high)}" in text
    assert ("两张都有 (3)" if zh else "in both (3)") in text, "a, b and c of the clauses"
    assert "<script>" not in text


def test_the_address_restores_the_choices_and_the_swap_turns_them(
    packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = _opened(packed, monkeypatch, what="provinces", pa="44", pb="11", like="source", order="difference", lang="en")
    assert [s.value for s in at.selectbox][:2] == ["44", "11"]
    assert at.segmented_control(key="control-like").value == "source"
    assert "pa=11&amp;pb=44" in html(at)
    at.segmented_control(key="control-like").set_value("none").run()
    assert at.query_params["like"] in ("none", ["none"])
    assert "At equal mix" not in html(at), "nothing is held alike"


def test_the_second_side_is_another_one_unless_the_reader_says_so(
    packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = _opened(packed, monkeypatch, what="provinces", pa="44", lang="en")
    assert [s.value for s in at.selectbox][:2] == ["44", "11"]


def test_files_hold_every_row_with_its_ends_and_the_build(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Any] = {}

    def download(context: Any, name: str, columns: Any, rows: Any) -> None:
        made[name] = tables.take_away(columns, rows() if callable(rows) else rows, context.build.build_id)

    monkeypatch.setattr(tables, "download", download)
    _opened(packed, monkeypatch, what="provinces", pa="11", pb="44", lang="en")
    headings, rows = made["compare"]
    assert headings[-1] == "build_id"
    assert {"skill_id", "d_low", "d_high", "Beijing: alike_low"} <= set(headings)
    found = {row[headings.index("skill_id")]: row for row in rows}
    assert "m.rare-a" not in found
    five = found["m.five-axis"]
    assert five[headings.index("Beijing: Raw share")] == pytest.approx(30 / 360, abs=1e-6)
    assert five[headings.index("Beijing: Vacancies")] == 30
    assert set(made) == {"compare", "compare-sources", "compare-coverage"}
