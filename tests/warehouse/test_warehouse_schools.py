"""Local demand against certificates, on a build small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse import queries
from warehouse.connection import Reader

# 40 vacancies in 44 and 40 in 11, a named employer each; all ask for vue, those of 44 for welding too; one from abroad
_TABLES = """
create schema marts;
create table marts.vacancies as select 'v' || i as vacancy_id,
    case when i = 79 then 'unnamed:v79' else 'e' || i end as employer_key,
    case when i < 40 then '44' else '11' end as province_code, case when i = 80 then 'SG' end as country
from range(81) t(i);
create table marts.skills as select * from (values
    ('s.vue', 'Vue', 'tool', false, 'covered', 80, 80), ('s.weld', '焊接', 'task', false, 'not_covered', 40, 40),
    ('s.team', '团队', 'soft', false, 'not_covered', 80, 80), ('s.dev', '开发', 'task', true, 'not_covered', 80, 80))
    as t(skill_id, name, type, is_generic, coverage, n_vacancies, n_employers);
alter table marts.skills add column name_en varchar;
create table marts.vacancy_skills as
select vacancy_id, s as skill_id from marts.vacancies, unnest(['s.vue', 's.team', 's.dev']) as u(s)
union all select vacancy_id, 's.weld' from marts.vacancies where province_code = '44';
create table marts.skill_competency as select * from (values
    ('s.vue', 'a/1', 'a', 'covered'), ('s.weld', 'a/2', 'a', 'covered'), ('s.vue', 'b/1', 'b', 'partly'))
    as t(skill_id, competency_id, certificate, verdict);
create table marts.competencies as select * from (values
    ('a/1', 'a', 'junior', 0, 1, '1'), ('a/2', 'a', 'junior', 0, 2, '2'), ('a/3', 'a', 'junior', 0, 3, '3'))
    as t(competency_id, certificate, level, level_rank, position, code);
alter table marts.competencies add column text varchar; alter table marts.competencies add column text_en varchar;
alter table marts.competencies add column basis varchar;
create table marts.certificate_vacancies as select 'a' as certificate, vacancy_id from marts.vacancies;
create table marts.emerging_skills as select * from (values
    ('s.vue', 'Vue', 'tool', 'watch', 1.4, 1.1, 1.8, 30, 20),
    ('s.weld', '焊接', 'task', 'rising', 3.0, 2.0, 4.0, 30, 20))
    as t(skill_id, name, type, status, ratio, ratio_low, ratio_high, n_postings, n_employers);
alter table marts.emerging_skills add column name_en varchar;
alter table marts.emerging_skills add column as_of varchar;
create table marts.competency_skills as select 'a' as certificate, 's.team' as skill_id;
create table marts.certificate_demand as select 'a' as certificate, 's.team' as skill_id, '团队' as name,
    'T' as name_en, 'soft' as type, 80 as n_vacancies, 80 as n_employers, 80 as n_target, 1.0 as share,
    0.97 as share_low, 1.0 as share_high;
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    path: Path = tmp_path_factory.mktemp("schools") / "mart.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(_TABLES)
    return Reader(path)


def test_demand_is_hard_local_and_of_this_country(reader: Reader) -> None:
    rows = {r["skill_id"]: (r["n_vacancies"], r["certificates"]) for r in queries.local_demand(reader, "44")}
    assert rows == {"s.vue": (40, ["a"]), "s.weld": (40, ["a"])}
    assert {r["skill_id"]: r["n_vacancies"] for r in queries.local_demand(reader)} == {"s.vue": 80, "s.weld": 40}
    verdicts = {r["skill_id"]: r["coverage"] for r in queries.local_demand(reader)}
    assert verdicts == {"s.vue": "covered", "s.weld": "not_covered"}


def test_coverage_is_a_share_of_namings_with_an_interval_and_hidden_where_few(reader: Reader) -> None:
    found = queries.local_coverage(reader, ["b"])
    assert (found["n_vacancies"], found["n_named"], found["share"]) == (80, 120, 0)
    assert found["n_employers"] == 79, "an unnamed employer is no employer"
    assert queries.local_coverage(reader, ["a"], "44")["share"] == 1
    assert queries.local_coverage(reader, ["a"], "12")["share"] is None
    assert queries.local_coverage(reader, [])["share"] == 0


def test_core_local_and_elective_requirements(reader: Reader) -> None:
    here = {r["code"]: r for r in queries.core_and_local(reader, "a", "44")}
    assert {code: r["kind"] for code, r in here.items()} == {"1": "core", "2": "local", "3": "unasked"}
    assert (here["2"]["share"], here["2"]["local_share"]) == (0.5, 1)
    assert here["2"]["local_low"] > 0.9
    there = {r["code"]: r["kind"] for r in queries.core_and_local(reader, "a", "11")}
    assert there["2"] == "elective"


def test_tools_whose_demand_surely_changed_and_soft_skills(reader: Reader) -> None:
    assert [(r["competency_id"], r["skill_id"]) for r in queries.tools_in_motion(reader, ["a"])] == [("a/1", "s.vue")]
    assert queries.tools_in_motion(reader, []) == []
    [soft] = queries.soft_asked_and_stated(reader, "a")
    assert soft["is_stated"]
