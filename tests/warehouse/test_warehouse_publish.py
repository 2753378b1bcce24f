"""A build appears whole or not at all, and the one before stays readable."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from warehouse import publish
from warehouse.connection import Reader


@pytest.fixture
def working() -> duckdb.DuckDBPyConnection:
    """The few tables that the checks before publishing look at."""
    connection = duckdb.connect()
    connection.execute(
        """
        create schema staging; create schema marts;
        create table staging.postings as select 'p' || i as posting_id from range(3) t(i);
        create table marts.vacancies as
            select 'v' || i as vacancy_id, i + 1 as n_postings, 'CN' as country from range(2) t(i);
        create table marts.evidence as select 'v0' as vacancy_id, 'x' as excerpt;
        create table marts.recognition_evidence as select 'v0' as vacancy_id, 'x' as excerpt;
        create table marts.recognition as select 'all' as scope, 'only_skills' as kind, 2 as n_vacancies;
        create table marts.competencies as select 'c1' as competency_id;
        create table marts.skill_competency as select 'c1' as competency_id;
        """
    )
    return connection


def _count(path: Path) -> int:
    reader = Reader(path)
    try:
        return int(reader.rows("select count(*) as n from marts.vacancies")[0]["n"])
    finally:
        reader.close()


def test_a_build_is_published_with_its_facts(working: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = publish.publish(working, tmp_path, "one", {"as_of": "2025-03"})
    now = publish.current(tmp_path)
    assert now is not None
    assert now.build_id == "one"
    assert publish.current_path(tmp_path) == path
    reader = Reader(path)
    facts = {r["key"]: r["value"] for r in reader.rows("select key, value from marts.build")}
    reader.close()
    assert facts["as_of"] == "2025-03"
    assert facts["build_id"] == "one"
    assert _count(path) == 2


@pytest.mark.parametrize("nth", [1, 2])
def test_stopped_before_the_switch_the_old_build_stays(
    working: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    old = publish.publish(working, tmp_path, "one", {})
    reader = Reader(old)
    real, calls = os.replace, 0

    def stopping(source: str, target: str) -> None:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(publish.os, "replace", stopping)
    with pytest.raises(KeyboardInterrupt):
        publish.publish(working, tmp_path, "two", {})
    assert publish.current_path(tmp_path) == old
    assert reader.rows("select count(*) as n from marts.vacancies")[0]["n"] == 2
    monkeypatch.setattr(publish.os, "replace", real)
    again = publish.publish(working, tmp_path, "two", {})
    assert publish.current_path(tmp_path) == again
    assert not list(tmp_path.glob(".mart-*"))
    assert reader.rows("select count(*) as n from marts.vacancies")[0]["n"] == 2  # who reads the old file goes on
    reader.close()


@pytest.mark.parametrize(
    ("breakage", "said"),
    [
        ("delete from marts.vacancies", "there are vacancies"),
        ("insert into staging.postings values ('p9')", "every posting belongs to one vacancy"),
        ("insert into marts.evidence values ('v7', 'x')", "every evidence row has its vacancy"),
        ("update marts.evidence set excerpt = repeat('字', 201)", "no excerpt is longer than 200 characters"),
        (
            "update marts.recognition_evidence set excerpt = repeat('字', 201)",
            "no excerpt is longer than 200 characters",
        ),
        ("update marts.recognition set n_vacancies = 1", "every vacancy in China asks for something"),
        ("insert into marts.skill_competency values ('c9')", "every nearest competency exists"),
    ],
)
def test_what_does_not_hold_is_not_published(
    working: duckdb.DuckDBPyConnection, tmp_path: Path, breakage: str, said: str
) -> None:
    old = publish.publish(working, tmp_path, "one", {})
    working.execute(breakage)
    with pytest.raises(publish.ChecksFailed, match=said):
        publish.publish(working, tmp_path, "two", {})
    assert publish.current_path(tmp_path) == old
    assert not (tmp_path / "mart-two.duckdb").exists()


def test_old_builds_go_and_the_current_one_never_does(working: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    paths = [publish.publish(working, tmp_path, name, {}) for name in ("one", "two", "three")]
    for age, path in enumerate(paths):  # the current one looks oldest
        os.utime(path, (1000 - age, 1000 - age))
    assert publish.remove_old(tmp_path, 1) == ["mart-two.duckdb"]
    assert publish.current_path(tmp_path) == paths[2]
