"""Job groups as rows: each vacancy once, by the strongest way; skills decide only where they are trusted."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from pipelines.targets import form_groups, postings_named, skill_rows, target_rows
from taxonomy.models import Certificate, Target
from taxonomy.registry import load
from taxonomy.thresholds import Targets
from warehouse import work

RULES = Targets(min_core=3, min_part=0.2, min_check=2, min_precision=0.7)
CODE = "xg-web-frontend"


def _frame(**update: tuple[str, ...]) -> Certificate:
    frame = load().certificates[CODE]
    return frame.model_copy(update={"target": Target(titles=("前端",), exclude_titles=("芯片",), **update)})


def test_a_vacancy_counts_once_by_the_strongest_way() -> None:
    frame = _frame(include=("p" + "1" * 16,), exclude=("p" + "2" * 16,))
    titles = [("a", "前端"), ("b", "软件工程师"), ("c", "前端"), ("d", "会计"), ("e", "芯片前端")]
    candidates = [(CODE, "a", "前端"), (CODE, "b", "软件工程师"), (CODE, "c", "前端"), (CODE, "d", "会计")]
    vacancy_of = {"p" + "1" * 16: "d", "p" + "2" * 16: "c"}
    rules = Targets(3, 0.2, 3, 0.6)
    groups = form_groups([frame], titles, candidates, vacancy_of, rules)
    assert [(r["vacancy_id"], r["via"]) for r in groups.rows] == [("a", "title"), ("b", "skills"), ("d", "hand")]
    assert (groups.checks[CODE].n, groups.checks[CODE].n_own) == (3, 2)
    assert postings_named([frame]) == ["p" + "1" * 16, "p" + "2" * 16]
    [said] = target_rows([frame], groups.checks, rules)
    assert (said["skills_trusted"], said["n_check"], said["titles"]) == (True, 3, '["前端"]')


def test_skills_that_mislead_decide_nothing() -> None:
    candidates = [(CODE, "b", "软件工程师"), (CODE, "d", "会计"), (CODE, "e", "护士")]
    groups = form_groups([_frame()], [("b", "软件工程师")], candidates, {}, RULES)
    assert groups.rows == []
    assert (groups.checks[CODE].n, groups.checks[CODE].n_own) == (2, 0)


def test_every_core_and_clause_skill_has_a_row() -> None:
    rows = [r for r in skill_rows(load()) if r["certificate"] == CODE]
    assert {r["skill_id"] for r in rows if r["is_core"]} == set(load().certificates[CODE].target.core_skills)
    assert all(r["is_core"] or r["in_clause"] for r in rows)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Skills a, b, c are core of `web`; `java` teaches more of what vacancy `back` asks for."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema core; create schema derived;
            create table derived.certificate_skills as from (values
                ('web', 'a', true, true), ('web', 'b', true, true), ('web', 'c', true, true),
                ('java', 'a', false, true), ('java', 'b', false, true), ('java', 'c', false, true),
                ('java', 'd', false, true)) as t(certificate, skill_id, is_core, in_clause);
            create table derived.skills (skill_id varchar, type varchar, is_generic boolean);
            create table core.vacancies (vacancy_id varchar, title varchar, is_foreign boolean);
            create table core.vacancy_skills (vacancy_id varchar, skill_id varchar);
            """
        )
        others = [f"x{i}" for i in range(13)]
        named = {"front": "abcg", "abroad": "abcg", "back": "abcd", "few": "ab", "list": [*"abc", *others]}
        connection.executemany("insert into derived.skills values (?, 'tool', ?)",
                               [[skill, skill == "g"] for skill in [*"abcdg", *others]])  # fmt: skip
        connection.executemany("insert into core.vacancies values (?, '软件工程师', ?)",
                               [[vacancy, vacancy == "abroad"] for vacancy in named])  # fmt: skip
        connection.executemany("insert into core.vacancy_skills values (?, ?)",
                               [[vacancy, skill] for vacancy, skills in named.items() for skill in skills])  # fmt: skip
        yield connection


def test_a_candidate_names_enough_core_skills_and_is_nearest(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert work.target_candidates(warehouse, 3, 0.2) == [("web", "front", "软件工程师")]
    # 3 of 16 hard skills are less than a fifth, but more than a sixth
    assert [row[1] for row in work.target_candidates(warehouse, 3, 0.15)] == ["front", "list"]
    assert [row[1] for row in work.target_candidates(warehouse, 2, 0.2)] == ["few", "front"]


def test_the_vacancy_of_a_posting(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        "create table derived.posting_groups as from (values ('p1', 'front'), ('p2', 'abroad')) t(posting_id, group_id)"
    )
    assert work.vacancies_of(warehouse, ["p1", "p2", "p3"]) == {"p1": "front"}
    assert [v for v, _ in work.domestic_titles(warehouse)] == ["back", "few", "front", "list"]
