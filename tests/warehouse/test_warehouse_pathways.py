"""Steps between levels, missing rungs and the mix of levels, on certificates small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from scipy import stats

from warehouse import queries
from warehouse.connection import Reader

_TABLES = """
create schema marts;
create table marts.certificates as select *, upper(certificate) as title, certificate as title_en, 'reference' as basis
from (values ('a', 'junior', 0), ('a', 'senior', 2), ('b', 'junior', 0), ('b', 'intermediate', 1))
    as t(certificate, level, level_rank);
create table marts.competencies as select certificate || '/' || level || '/1' as competency_id, certificate, level,
    '1' as code, '文' as text, 'text' as text_en, 'reference' as basis from marts.certificates;
create table marts.competency_skills as
select certificate || '/' || level || '/1' as competency_id, 's.' || skill as skill_id, certificate, level, level_rank,
       skill as name, skill as name_en, case when skill = 'z' then 'soft' else 'tool' end as type
from (values ('a', 'junior', 0, 'pqrsz'), ('a', 'senior', 2, 'tuvwxyklmno'), ('b', 'junior', 0, 'pqrk'),
             ('b', 'intermediate', 1, 'pqe')) as t(certificate, level, level_rank, skills),
     unnest(string_split(skills, '')) as u(skill);
create table marts.certificate_demand as
select 'b' as certificate, 's.k' as skill_id, 40::bigint as n_vacancies, 20::bigint as n_employers,
       100::bigint as n_target
union all select 'b', 's.e', 4, 4, 100;
create table marts.vacancies as select 'v' || i as vacancy_id, 'e' || i as employer_key,
    case when i < 60 then 'associate' when i < 80 then 'bachelor' else 'unstated' end as education_level
from range(100) t(i);
create table marts.certificate_vacancies as select 'a' as certificate, vacancy_id from marts.vacancies;
create table marts.similar_clauses as
select 'a/junior/1' as competency_a, 'b/junior/1' as competency_b, 0.7::double as likeness;
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    path: Path = tmp_path_factory.mktemp("pathways") / "mart.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(_TABLES)
    return Reader(path)


def test_steps_lead_up_and_into_what_is_near(reader: Reader) -> None:
    found = {
        (s["certificate"], s["level"], s["to_certificate"], s["to_level"]): (s["n_shared"], s["n_added"])
        for s in queries.level_steps(reader)
    }
    assert found[("a", "junior", "a", "senior")] == (4, 11), "soft skills do not count"
    assert found[("a", "junior", "b", "junior")] == (3, 1)
    assert found[("a", "junior", "b", "intermediate")] == (3, 2)
    assert ("a", "senior", "b", "intermediate") not in found, "never down"
    assert ("b", "intermediate", "a", "junior") not in found
    assert all(s["certificate"] == "b" for s in queries.level_steps(reader, "b"))


def test_what_a_step_adds_comes_first_and_few_vacancies_are_not_told(reader: Reader) -> None:
    skills = queries.step_skills(reader, ("a", "junior"), ("b", "intermediate"))
    assert [(s["skill_id"], s["is_held"], s["n_vacancies"]) for s in skills] == [
        ("s.k", False, 40), ("s.e", False, None), ("s.p", True, None), ("s.q", True, None), ("s.r", True, None),
    ]  # fmt: skip


def test_rungs_that_are_missing(reader: Reader) -> None:
    assert [(r["reason"], r["certificate"], r["level"]) for r in queries.missing_rungs(reader)] == [
        ("dead_end", "a", "senior"), ("jump", "a", "senior"), ("no_level", "a", "intermediate"),
    ]  # fmt: skip


def test_the_mix_counts_only_vacancies_that_state_a_degree(reader: Reader) -> None:
    rows = queries.level_mix(reader, "a").to_dict("records")
    assert [(r["level"], r["n_vacancies"], r["n_stating"]) for r in rows] == [
        ("junior", 0, 80), ("intermediate", 60, 80), ("senior", 20, 80),
    ]  # fmt: skip
    middle = rows[1]
    assert middle["share_vacancies"] == pytest.approx(0.75)
    wilson = stats.binomtest(60, 80).proportion_ci(0.9, method="wilson")
    assert (middle["low"], middle["high"]) == pytest.approx((wilson.low, wilson.high))
    few = queries.level_mix(reader, "b")
    assert few["share_vacancies"].isna().all()


def test_twins_of_one_certificate_come_with_its_own_clause_first(reader: Reader) -> None:
    for own, other in (("a", "b"), ("b", "a")):
        [row] = queries.twin_clauses(reader, own).to_dict("records")
        assert (row["certificate"], row["other"]) == (own, other)
    assert len(queries.twin_clauses(reader)) == 1
