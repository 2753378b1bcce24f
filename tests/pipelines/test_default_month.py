"""Without a month being asked for, the newest month that is neither thin nor the tail of a collection is judged."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pytest

from pipelines import signals
from taxonomy import thresholds
from warehouse import work

RULES = thresholds.load().emergence


def _newest(volumes: Mapping[str, int]) -> str:
    connection = duckdb.connect()
    connection.execute("create schema core")
    connection.execute(
        "create table core.trend_exposure (month varchar, source varchar, job_group varchar, n_vacancies bigint)"
    )
    connection.execute(
        "create table core.skill_trend_cells (skill_id varchar, month varchar, source varchar, job_group varchar, "
        "n_capped integer)"
    )
    for month, n in volumes.items():
        connection.execute("insert into core.trend_exposure values (?, 'a', 'it.web', ?)", [month, n])
        connection.execute("insert into core.skill_trend_cells values ('s.x', ?, 'a', 'it.web', 1)", [month])
    return signals.default_month(work.arrays(connection), "core", RULES)


def _year(n: int) -> dict[str, int]:
    return {f"2024-{month:02d}": n for month in range(1, 13)}


def test_a_steady_board_is_judged_at_its_newest_month() -> None:
    assert _newest(_year(400)) == "2024-12"


@pytest.mark.parametrize("tail", [{"2025-01": 60}, {"2025-01": 90, "2025-02": 70, "2025-03": 60}])
def test_the_tail_of_a_collection_is_not_the_newest_month(tail: dict[str, int]) -> None:
    assert min(tail.values()) >= RULES.min_month_exposure  # no month is thin by itself
    assert _newest(_year(400) | tail) == "2024-12"


def test_a_smaller_board_after_a_fair_drop_still_counts() -> None:
    assert _newest(_year(400) | {"2025-01": 120}) == "2025-01"


def test_nothing_to_compare_is_said() -> None:
    with pytest.raises(signals.NothingToCompare, match="six months"):
        _newest({"2024-01": 400, "2024-02": 400})
