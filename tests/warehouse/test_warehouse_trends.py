"""Months, the size at which a job group stands alone, and that pooling loses no vacancy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse import trends

Row = tuple[str, str, str, int]
"""(source, job group, month, vacancies)"""


def _arrays(exposure: Sequence[Row], cells: Sequence[tuple[str, str, str, str, int]] = ()) -> trends.Arrays:
    connection = duckdb.connect()
    connection.execute(
        """
        create schema core; create schema marts;
        create table core.trend_exposure (source varchar, job_group varchar, month varchar, n_vacancies bigint);
        create table core.skill_trend_cells
            (skill_id varchar, source varchar, job_group varchar, month varchar, n_capped bigint);
        create table marts.vacancies (month varchar, field varchar, province_code varchar);
        insert into marts.vacancies values ('2025-02', 'it', '44'), ('2025-05', 'it', '11'), ('2024-12', null, '44'),
                                           (null, 'it', '44');
        """
    )
    for table, rows in (("trend_exposure", exposure), ("skill_trend_cells", cells)):
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"insert into core.{table} values ({marks})", [list(row) for row in rows])

    def run(sql: str, parameters: Sequence[Any]) -> dict[str, Any]:
        return dict(connection.execute(sql, list(parameters)).fetchnumpy())

    return run


@pytest.mark.parametrize(
    ("month", "n", "expected"),
    [("2025-03", 0, "2025-03"), ("2025-03", 2, "2025-01"), ("2025-03", 3, "2024-12"), ("2025-01", 25, "2022-12")],
)
def test_months_before_cross_years(month: str, n: int, expected: str) -> None:
    assert trends.months_before(month, n) == expected


def test_months_without_a_vacancy_are_there_too() -> None:
    counts = trends.trend_counts(_arrays([("甲", "it.web", "2024-11", 1)]), "core", "2024-11", "2025-02")
    assert counts is not None
    assert counts.months == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert counts.exposure.tolist() == [[1, 0, 0, 0]]
    assert counts.skills == []
    assert len(counts.n) == 0


def test_months_outside_are_left_out() -> None:
    rows = [("甲", "it", f"2025-0{m}", m) for m in range(1, 6)]
    cells = [("sql", *row) for row in rows]
    counts = trends.trend_counts(_arrays(rows, cells), "core", "2025-02", "2025-04")
    assert counts is not None
    assert counts.exposure.tolist() == [[2, 3, 4]]
    assert counts.n.tolist() == [2, 3, 4]
    assert counts.month.tolist() == [0, 1, 2]


def test_no_vacancy_in_these_months_is_none() -> None:
    assert trends.trend_counts(_arrays([("甲", "it", "2025-01", 3)]), "core", "2025-02", "2025-04") is None


@pytest.mark.parametrize(
    ("months", "alone"),
    [((trends.POOL_BELOW,), True), ((trends.POOL_BELOW - 1,), False), ((trends.POOL_BELOW - 1, 1), True)],
    ids=["as many", "one fewer", "over all months"],
)
def test_the_size_at_which_a_group_stands_alone(months: tuple[int, ...], alone: bool) -> None:
    rows = [("甲", "it.web", f"2025-0{at}", n) for at, n in enumerate(months, start=1)]
    counts = trends.trend_counts(_arrays(rows), "core", "2025-01", "2025-02")
    assert counts is not None
    assert counts.strata == [("甲", "it.web" if alone else "it")]


def test_sources_and_fields_are_never_pooled_with_each_other() -> None:
    rows = [("甲", "it.web", "2025-01", 1), ("乙", "it.web", "2025-01", 1), ("甲", "health.care", "2025-01", 1),
            ("甲", "other", "2025-01", 1)]  # fmt: skip
    counts = trends.trend_counts(_arrays(rows), "core", "2025-01", "2025-01")
    assert counts is not None
    assert set(counts.strata) == {("甲", "it"), ("乙", "it"), ("甲", "health"), ("甲", "other")}
    assert counts.exposure.tolist() == [[1], [1], [1], [1]]


_EXPOSURE = st.lists(
    st.tuples(
        st.sampled_from("甲乙"), st.sampled_from(["it", "it.web", "it.test", "health.care", "other"]),
        st.sampled_from(["2025-01", "2025-02", "2025-04"]), st.integers(1, 2 * trends.POOL_BELOW),
    ),
    min_size=1, max_size=20, unique_by=lambda row: row[:3],
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(rows=_EXPOSURE, named=st.data())
def test_pooling_loses_and_doubles_no_vacancy(rows: list[Row], named: st.DataObject) -> None:
    cells = [
        (skill, *row[:3], named.draw(st.integers(0, row[3]))) for row in rows for skill in ("sql", "vue")
    ]  # two skills, named in some of each stratum's vacancies
    counts = trends.trend_counts(_arrays(rows, cells), "core", "2025-01", "2025-04")
    assert counts is not None
    for at, month in enumerate(counts.months):
        for source in "甲乙":
            strata = [i for i, stratum in enumerate(counts.strata) if stratum[0] == source]
            exposed = sum(n for s, _, m, n in rows if (s, m) == (source, month))
            assert counts.exposure[strata, at].sum() == exposed
            for code, skill in enumerate(counts.skills):
                here = (counts.skill == code) & (counts.month == at) & np.isin(counts.stratum, strata)
                assert counts.n[here].sum() == sum(n for k, s, _, m, n in cells if (k, s, m) == (skill, source, month))
    keys = list(zip(counts.skill.tolist(), counts.stratum.tolist(), counts.month.tolist(), strict=True))
    assert len(keys) == len(set(keys)), "one row for one cell"
    assert (counts.n <= counts.exposure[counts.stratum, counts.month]).all()


def test_the_range_of_months() -> None:
    arrays = _arrays([("甲", "it", "2025-03", 1), ("乙", "it", "2024-11", 1), ("甲", "it", "2025-01", 1)])
    assert trends.month_range(arrays, "core") == ("2024-11", "2025-03")
    assert trends.month_range(arrays, "marts", trends.Group(field="it")) == ("2025-02", "2025-05")
    assert trends.month_range(arrays, "marts", trends.Group(field="other")) == ("2024-12", "2024-12")
    assert trends.month_range(arrays, "marts", trends.Group(province="44")) == ("2024-12", "2025-02")
    assert trends.month_range(_arrays([]), "core") is None
