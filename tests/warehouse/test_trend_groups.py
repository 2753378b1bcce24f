"""Trend counts of a field, a province or a certificate's job group, from the tables of a published build."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from warehouse import trends


@pytest.fixture
def arrays() -> trends.Arrays:
    con = duckdb.connect()
    con.execute(
        """
        create schema marts;
        create table marts.vacancies as
        select 'v' || i as vacancy_id, case when i % 2 = 0 then '甲' else '乙' end as source,
               case when i < 30 then 'it' end as field, 
               case when i < 30 then 'it.web' end as job_group, 'e' || (i // 10) as employer_key,
               '2025-0' || (1 + i % 3) as month, 2025 as year,
               case when i % 4 = 0 then '44' else '11' end as province_code
        from range(60) t(i);
        create table marts.vacancy_skills as
        select vacancy_id, 'sql' as skill_id, hash(vacancy_id) as wording from marts.vacancies;
        insert into marts.vacancy_skills values ('v0', 'go', 1), ('v59', 'go', 1);
        create table marts.certificate_vacancies as
        select 'c1' as certificate, vacancy_id from marts.vacancies where vacancy_id in ('v1', 'v2', 'v3');
        """
    )

    def run(sql: str, parameters: Sequence[Any]) -> dict[str, Any]:
        return dict(con.execute(sql, list(parameters)).fetchnumpy())

    return run


def test_a_group_counts_its_own_vacancies_and_no_others(arrays: trends.Arrays) -> None:
    for group, size in (
        (trends.Group(field="it"), 30), (trends.Group(field="other"), 30), (trends.Group(province="44"), 15),
        (trends.Group(certificate="c1"), 3), (trends.Group(field="it", province="44"), 8),
    ):  # fmt: skip
        counts = trends.trend_counts(arrays, "marts", "2025-01", "2025-03", group)
        assert counts is not None
        assert counts.exposure.sum() == size, group


def test_one_employer_is_capped_within_a_group(arrays: trends.Arrays) -> None:
    counts = trends.trend_counts(arrays, "marts", "2025-01", "2025-03", trends.Group(field="it"))
    assert counts is not None
    # three employers, two sources, three months: at most three each
    assert counts.n.max() <= 3 * trends.EMPLOYER_MONTH_CAP
    assert counts.n[counts.skill == counts.skills.index("sql")].sum() == 30


def test_support_is_the_groups_and_first_seen_anybodys(arrays: trends.Arrays) -> None:
    behind = trends.support(arrays, "marts", "2025-01", "2025-03", trends.Group(field="other"))
    assert behind["sql"].n_postings == 30
    assert behind["go"].n_postings == 1
    assert behind["go"].first_seen == "2025-01"  # in another field
    assert behind["go"].n_employers == 1


def test_an_empty_group_is_none(arrays: trends.Arrays) -> None:
    group = trends.Group(field="nowhere")
    assert trends.trend_counts(arrays, "marts", "2025-01", "2025-03", group) is None
    assert trends.month_range(arrays, "marts", group) is None


def test_what_may_be_asked_for_is_listed(arrays: trends.Arrays) -> None:
    assert trends.known_groups(arrays) == {"field": ["it", "other"], "province": ["11", "44"], "certificate": ["c1"]}


def test_the_cap_is_the_models() -> None:
    project = yaml.safe_load((Path(trends.__file__).parent / "dbt_project.yml").read_text("utf-8"))
    assert project["vars"]["employer_month_cap"] == trends.EMPLOYER_MONTH_CAP
