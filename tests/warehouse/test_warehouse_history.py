"""Calls of earlier months, counted on fingers: each once, and nothing guessed of months that are not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse import queries
from warehouse.connection import Reader

_TABLES = """
create schema marts;
create table marts.skills as select * from (values ('it.a', null), ('it.b', '2025-03'))
    as t(skill_id, added);
create table marts.emergence_months as select * from (values ('2025-02', 30), ('2025-01', 20)) as t(month, n_judged);
create table marts.emergence_history as select * from (values
    ('2025-01', 'it.a', 'new', true, true, 0.5, true, false),
    ('2025-02', 'it.a', 'rising', true, false, 0.9, true, null),
    ('2025-01', 'it.b', 'rising', true, true, 0.7, true, null),
    ('2025-02', 'it.c', 'rising', true, true, 0.8, null, null),
    ('2025-02', 'it.d', 'watch', false, true, 0.6, null, null),
    ('2025-02', 'it.e', 'declining', false, true, 0.0, null, null))
    as t(month, skill_id, status, is_alert, is_first, score, up_3, up_6);
alter table marts.emergence_history add column up_12 boolean;
"""


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    path = tmp_path / "tiny.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(_TABLES)
    opened = Reader(path)
    yield opened
    opened.close()


def test_a_repeated_call_stands_once_the_newest_month_first(reader: Reader) -> None:
    # alerts before the rest, new before rising
    assert queries.emergence_calls(reader)["skill_id"].tolist() == ["it.c", "it.e", "it.d", "it.a", "it.b"]
    assert queries.emergence_calls(reader, "it.a", True)["status"].tolist() == ["rising", "new"]
    assert queries.emergence_calls(reader, "it.x").empty
    assert [row["month"] for row in queries.emergence_months(reader)] == ["2025-01", "2025-02"]


def test_what_nobody_can_say_yet_is_counted_apart(reader: Reader) -> None:
    found = {(r["is_alert"], r["months"]): r for r in queries.emergence_standing(reader)}
    assert len(found) == 6
    three = found[True, 3]
    assert (three["n_calls"], three["n"], three["n_up"], three["n_open"], three["share"]) == (3, 2, 2, 1, 1.0)
    assert three["low"] == pytest.approx(2 / (2 + 1.6448536**2))  # Wilson at 2 of 2
    assert three["high"] == 1.0
    six = found[True, 6]
    assert (six["n"], six["n_up"], six["n_open"], six["share"]) == (1, 0, 2, 0.0)
    nothing = found[True, 12]
    assert (nothing["n"], nothing["n_open"]) == (0, 3)
    assert nothing["share"] is nothing["low"] is nothing["high"] is None
    assert found[False, 3]["n_calls"] == 1  # the watch list; a fall is no call


def test_only_skills_that_entered_later_have_a_month(reader: Reader) -> None:
    assert queries.added_later(reader) == {"it.b": "2025-03"}
