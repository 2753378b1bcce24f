"""A certificate's page, the command line and its JSON tell the same figures, in the same words."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboards.words import Words
from pipelines import certificate_answers
from pipelines.cli import app
from tests.dashboards.opening import html, opened, sound
from warehouse import queries

RUN = CliRunner()
PERCENT = re.compile(r"≤ [\d.]+%|[\d.]+% \([\d.]+%–[\d.]+%\)")
SCOPES = [("target", {}), ("all", {"scope": "all"})]


def page(data: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    return sound(opened(data, monkeypatch, "certificate", **{"certificate": "xg-a", "lang": "en", **query}))


def told(*arguments: str) -> str:
    found = RUN.invoke(app, list(arguments))
    assert found.exit_code == 0, found.output
    return found.stdout


def rows_of(table: str) -> list[str]:
    """The rows of requirements, as markup."""
    return [row for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL) if "figures-cell" in row]


def text(found: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found)))


@pytest.mark.parametrize(("scope", "query"), SCOPES, ids=["target", "all"])
def test_page_json_and_terminal_tell_the_same_of_every_requirement(
    published: Path, monkeypatch: pytest.MonkeyPatch, scope: str, query: dict[str, str]
) -> None:
    one = ["coverage", "--certificate", "xg-a", "--scope", scope, "--data", str(published)]
    found = json.loads(told(*one, "--json"))
    lines = [line for line in told(*one).splitlines() if PERCENT.search(line)]
    shown = rows_of(html(page(published, monkeypatch, **query)))
    assert len(found["requirements"]) == len(shown) == len(lines) == 4
    for row, cell, line in zip(found["requirements"], map(text, shown), lines, strict=True):
        share = _share(row)
        assert share in cell
        assert share in line
        n = "<5" if row["few"] else str(row["n_vacancies"])
        assert f"{n} vacancies" in cell
        assert f" {n} " in line
        assert Words("en")(f"clause.{row['status']}") in cell
        if row["direction"]:
            ratio = f"×{row['ratio']:.2f} ({row['ratio_low']:.2f}–{row['ratio_high']:.2f})"
            assert ratio in cell
            assert ratio in line
        else:
            assert "no trend" in cell
    known = [row for row in found["requirements"] if row["share"] is not None]
    population, first = {"target": (240, 40), "all": (238, 50)}[scope]
    assert [(row["n_vacancies"], row["n_population"], row["share"]) for row in known] == [
        (first, population, first / population)
    ] * 2
    assert all(row["share_low"] < row["share"] < row["share_high"] for row in known)


def _share(row: dict[str, Any]) -> str:
    if row["share"] is None:
        return f"≤ {row['share_high'] * 100:.1f}%"
    return f"{row['share'] * 100:.1f}% ({row['share_low'] * 100:.1f}%–{row['share_high'] * 100:.1f}%)"


@pytest.mark.parametrize(("scope", "query"), SCOPES, ids=["target", "all"])
def test_page_json_and_terminal_tell_the_same_of_what_is_missing(
    published: Path, monkeypatch: pytest.MonkeyPatch, scope: str, query: dict[str, str]
) -> None:
    one = ["gaps", "--certificate", "xg-a", "--scope", scope, "--data", str(published)]
    found = json.loads(told(*one, "--json"))
    table = json.loads(told("coverage", *one[1:], "--json"))
    for verdict, part in (("not_covered", table["not_covered"]), ("review", table["to_judge"])):
        assert [g["skill_id"] for g in found if g["verdict"] == verdict] == [g["skill_id"] for g in part]
    assert "it.python" in [g["skill_id"] for g in found]
    terminal, shown = told(*one), text(html(page(published, monkeypatch, **query)))
    for row in found:
        low, high = (f"{row[key] * 100:.1f}%" for key in ("share_low", "share_high"))
        assert f"{row['name_en']} " in shown
        assert f" {row['share'] * 100:.1f}% ({low}–{high}) " in shown
        assert f"({low}–{high})" in terminal


def test_counts_by_level_and_of_the_job_group_are_the_same(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = ["coverage", "--certificate", "xg-a", "--data", str(published)]
    found = json.loads(told(*one, "--json"))
    every = [row for row in json.loads(told("coverage", "--data", str(published), "--json"))
             if row["certificate"] == "xg-a"]  # fmt: skip
    assert found["levels"] == [{key: row[key] for key in found["levels"][0]} for row in every]
    group, shown = found["target"], text(html(page(published, monkeypatch)))
    assert (group["n_vacancies"], group["n_title"], group["n_skills"], group["n_hand"]) == (240, 200, 40, 0)
    assert "200 by job title, 40 by skills, 0 by people" in shown
    assert "n = 240 vacancies of 9 employers; 按名称 title 200, 按技能 skills 40, 人工 hand 0" in told(*one)
    top = found["levels"][-1]
    assert f"of {top['n_demanded']} skills that the job group asks for, {top['n_covered']} are covered" in shown


def test_words_of_a_status_are_the_same_everywhere() -> None:
    assert set(certificate_answers.STATUSES) == set(queries.CLAUSE_STATUSES)
    for code, (zh, en) in certificate_answers.STATUSES.items():
        assert (Words("zh")(f"clause.{code}"), Words("en")(f"clause.{code}")) == (zh, en)


def test_the_choice_of_vacancies_stays_in_the_address(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = page(published, monkeypatch)
    assert "scope" not in at.query_params
    at.segmented_control(key="control-scope").set_value("all").run()
    assert at.query_params["scope"] == "all"
    assert "any vacancy in China asks for" in html(at)
    at = page(published, monkeypatch, scope="nonsense")
    assert at.segmented_control(key="control-scope").value == "target"


def test_the_file_hides_what_the_page_hides(published: Path, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    told("coverage", "--certificate", "xg-a", "--csv", str(file), "--data", str(published))
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert [row["n_vacancies"] for row in rows] == ["40", "<5", "40", "<5"]
    assert [row["share"] == "" for row in rows] == [False, True, False, True]
    assert rows[0]["skills"] == "HTML"


def test_a_certificate_without_a_job_group_says_so(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = html(page(published, monkeypatch, certificate="xg-b"))
    assert "belongs to the certificate&#x27;s job group" in shown
    assert "proposed automatically" in shown
    found = json.loads(told("coverage", "--certificate", "xg-b", "--data", str(published), "--json"))
    assert [(r["share"], r["share_high"], r["status"]) for r in found["requirements"]] == [
        (None, None, "too_little")
    ] * 4
    assert "none found; skills of fewer than 5" in told("gaps", "--certificate", "xg-b", "--data", str(published))


def test_an_unknown_certificate_is_refused(published: Path) -> None:
    found = RUN.invoke(app, ["coverage", "--certificate", "xg-no", "--data", str(published)])
    assert found.exit_code != 0
