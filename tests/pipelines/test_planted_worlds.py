"""`xgap backtest --planted`: what is planted in a build's vacancies is found, what only looks like a trend is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from pipelines import planted
from pipelines.cli import app
from pipelines.planted import MONTHS, RECENT, World
from pipelines.signals import NothingToCompare
from taxonomy import thresholds
from warehouse import supposed, trends
from warehouse.connection import Reader

RULES = thresholds.load().emergence
N, SKILLS, RARE = 24_000, 150, 149


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a published build: three boards, four fields, skills of all sizes and a rare one."""
    rng = np.random.default_rng(7)
    field = rng.choice(4, N, p=[0.4, 0.3, 0.2, 0.1])
    vacancies = pd.DataFrame({
        "vacancy_id": [f"v{at:05d}" for at in range(N)], "source": rng.choice(["甲", "乙", "丙"], N, p=[0.5, 0.3, 0.2]),
        "field": [f"field{f}" for f in field], "job_group": [f"field{f}.job" for f in field],
        "employer_key": [f"e{e}" for e in rng.integers(0, 4_000, N)],
    })  # fmt: skip
    chance = np.exp(rng.uniform(np.log(0.008), np.log(0.12), (SKILLS, 4)))
    chance[RARE] = 0
    named = [np.flatnonzero(rng.random(N) < chance[s, field]) for s in range(SKILLS)]
    named[RARE] = rng.choice(N, 4, replace=False)
    mentions = pd.DataFrame({
        "vacancy_id": vacancies["vacancy_id"].to_numpy()[np.concatenate(named)],
        "skill_id": np.repeat([f"it.skill-{s}" for s in range(SKILLS)], [len(rows) for rows in named]),
    })  # fmt: skip
    mentions["wording"] = np.arange(len(mentions))
    skills = pd.DataFrame({"skill_id": [f"it.skill-{s}" for s in range(SKILLS)], "is_known": True})
    data = tmp_path_factory.mktemp("planted")
    (data / "published").mkdir()
    with duckdb.connect(str(data / "published" / "mart-test.duckdb")) as connection:
        connection.execute("create schema marts")
        for name, frame in (("vacancies", vacancies), ("vacancy_skills", mentions), ("skills", skills)):
            connection.register("given", frame)
            connection.execute(f"create table marts.{name} as select * from given")
    current = {"build_id": "test", "file": "mart-test.duckdb", "built_at": "2026-01-01T00:00:00+00:00"}
    (data / "published" / "current.json").write_text(json.dumps(current), "utf-8")
    return data


@pytest.fixture(scope="module")
def reader(build: Path) -> Reader:
    return Reader(build / "published" / "mart-test.duckdb")


def test_what_is_planted_is_found_and_no_trap_is_taken(build: Path) -> None:
    done = CliRunner().invoke(app, ["backtest", "--planted", "1", "--data", str(build), "--json"])
    assert done.exit_code == 0, done.output
    rows = {row["world"]: row for row in json.loads(done.output[done.output.index("[{") :])}
    assert set(rows) == set(planted.WORLDS)
    for name in ("tripled", "new_terms", "declining"):
        assert rows[name]["planted"] >= 10
        assert rows[name]["recall"] >= 0.9, rows[name]["trials"]
    for row in rows.values():
        assert row["alerts_beside"] == 0, row["trials"]
        assert row["skills_judged"] >= SKILLS - 1


def test_a_rate_triples_in_the_recent_months_alone(reader: Reader) -> None:
    world = planted.of_build(reader, seed=3)
    after, wanted = planted.tripled(world, np.random.default_rng(3), dict.fromkeys(world.skills, True))
    skills = [world.skills.index(name) for name in wanted]

    def named(which: World, recent: bool) -> int:
        inside = np.isin(which.skill, skills) & ((which.month[which.vacancy] >= RECENT) == recent)
        return int(inside.sum())

    assert named(after, False) == named(world, False)
    assert named(after, True) == pytest.approx(3 * named(world, True), rel=0.1)


def test_counts_are_capped_as_in_a_build() -> None:
    vacancies = pd.DataFrame({
        "vacancy_id": range(8), "source": "甲", "job_group": "it.dev", "month": "2024-01",
        "employer_key": ["one"] * 5 + ["two", "three", "four"],
    })  # fmt: skip
    mentions = pd.DataFrame({"vacancy_id": range(8), "skill_id": "it.x", "wording": range(8)})
    arrays = supposed.arrays_over(vacancies, mentions)
    found = trends.trend_counts(arrays, "marts", "2024-01", "2024-01")
    assert found is not None
    assert found.exposure.tolist() == [[8]]
    assert found.n.tolist() == [trends.EMPLOYER_MONTH_CAP + 3]


def test_an_employer_without_the_cap_would_be_an_alert(reader: Reader) -> None:
    """The trap is a trap: the same sixty vacancies by sixty employers are a rise."""
    known = {f"it.skill-{s}": True for s in range(SKILLS)}
    world = planted.of_build(reader, seed=5)
    trapped, _ = planted.one_employer(world, np.random.default_rng(5), known)
    rare = f"it.skill-{RARE}"
    assert planted.verdicts(trapped, known, RULES).get(rare) not in ("new", "rising")
    many = replace(trapped, employer=world.employer)
    assert planted.verdicts(many, known, RULES)[rare] == "rising"


def test_too_small_a_build_and_a_table_are_refused(tmp_path: Path, reader: Reader) -> None:
    done = CliRunner().invoke(app, ["backtest", "--planted", "1", "--counts", str(tmp_path / "x.csv")])
    assert done.exit_code != 0
    assert "--planted" in str(done.exception)

    class Small:
        def frame(self, sql: str, parameters: object = None) -> pd.DataFrame:
            return reader.frame(sql, [10 * N])

    with pytest.raises(NothingToCompare, match="vacancies"):
        planted.of_build(Small())  # type: ignore[arg-type]


def test_months_are_dealt_over_all_of_them(reader: Reader) -> None:
    world = planted.of_build(reader, limit=5_000, seed=1)
    assert len(world.source) == 5_000
    assert set(world.month.tolist()) == set(range(len(MONTHS)))
