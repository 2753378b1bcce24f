"""Trends of requirements inside a job group, from counts in a working warehouse to rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pytest

from pipelines.clauses import REASONS, trend_rows
from taxonomy import thresholds
from taxonomy.registry import Taxonomy, load
from warehouse import work

CODE, SMALL = "xg-web-frontend", "xg-bim"
MONTHS = [f"2025-{m:02d}" for m in range(1, 13)]


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    known = load()
    return Taxonomy(known.skills, {code: known.certificates[code] for code in (CODE, SMALL)}, "test")


@pytest.fixture
def warehouse(taxonomy: Taxonomy) -> Iterator[duckdb.DuckDBPyConnection]:
    """300 vacancies a month. The first requirement's skill falls from a third to a tenth, the second's stays at a
    fifth, the third's is named by one employer alone; the small group has 30 vacancies a month."""
    first, second, third = [c.competency_id for c in taxonomy.competencies if c.certificate == CODE][:3]
    random = np.random.default_rng(5)
    vacancies: list[tuple[Any, ...]] = []
    named: list[tuple[Any, ...]] = []
    for at, month in enumerate(MONTHS):
        for i in range(300):
            vacancy = f"v{at:02d}{i:03d}"
            employer = "one" if i < 40 else f"e{at}-{i}"
            vacancies.append((vacancy, "s", "g", month, employer))
            shares = {"falls": 0.33 if at < 9 else 0.1, "stays": 0.2}
            named += [(vacancy, skill, len(named)) for skill, p in shares.items() if random.random() < p]
            if employer == "one" and at >= 9:
                named.append((vacancy, "campaign", len(named)))
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema core; create schema derived;
            create table core.vacancies
                (vacancy_id varchar, source varchar, job_group varchar, month varchar, employer_key varchar);
            create table core.vacancy_skills (vacancy_id varchar, skill_id varchar, wording ubigint);
            create table derived.skill_competency
                (certificate varchar, competency_id varchar, skill_id varchar, verdict varchar);
            create table derived.certificate_vacancies (certificate varchar, vacancy_id varchar);
            """
        )
        connection.executemany("insert into core.vacancies values (?, ?, ?, ?, ?)", vacancies)
        connection.executemany("insert into core.vacancy_skills values (?, ?, ?)", named)
        connection.executemany(
            "insert into derived.skill_competency values (?, ?, ?, ?)",
            [(CODE, first, "falls", "covered"), (CODE, second, "stays", "covered"), (CODE, second, "falls", "partly"),
             (CODE, third, "campaign", "covered"), (SMALL, "other", "falls", "covered")],
        )  # fmt: skip
        connection.execute(
            f"""
            insert into derived.certificate_vacancies select '{CODE}', vacancy_id from core.vacancies;
            insert into derived.certificate_vacancies
                select '{SMALL}', vacancy_id from core.vacancies where vacancy_id like '%00_';
            """
        )
        yield connection


def test_a_fall_is_seen_in_a_group_that_is_large_enough(
    warehouse: duckdb.DuckDBPyConnection, taxonomy: Taxonomy
) -> None:
    rows = trend_rows(work.arrays(warehouse), taxonomy, "2025-12", thresholds.load().emergence)
    ids = [c.competency_id for c in taxonomy.competencies]
    assert [row["competency_id"] for row in rows] == ids
    found = {row["competency_id"]: row for row in rows}
    falls, stays, campaign = (found[i] for i in [i for i in ids if i.startswith(CODE)][:3])
    assert falls["direction"] == "down"
    assert falls["ratio_low"] < 0.1 / 0.33 < falls["ratio_high"] < 0.8
    assert (falls["n_group_recent"], falls["n_group_baseline"], falls["reason"]) == (900, 2700, None)
    assert stays["direction"] == "level"
    assert stays["ratio_low"] < 1 < stays["ratio_high"]
    # forty postings a month of one employer count as three: nine are too few to judge
    assert (campaign["direction"], campaign["reason"]) == (None, "few_mentions")
    assert {row["reason"] for row in rows if row["competency_id"].startswith(SMALL)} == {"few_vacancies"}


def test_without_a_judged_month_every_requirement_says_so(
    warehouse: duckdb.DuckDBPyConnection, taxonomy: Taxonomy
) -> None:
    rows = trend_rows(work.arrays(warehouse), taxonomy, None, thresholds.load().emergence)
    assert {row["reason"] for row in rows} == {"no_month"} < set(REASONS)
    assert len(rows) == len(taxonomy.competencies)
