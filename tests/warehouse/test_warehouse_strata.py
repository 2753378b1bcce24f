"""Job groups with too few vacancies are counted with their field, cells and exposure alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from warehouse import trends


def test_thin_groups_are_pooled_and_big_ones_stand_alone() -> None:
    connection = duckdb.connect()
    big = trends.POOL_BELOW
    connection.execute(
        f"""
        create schema core;
        create table core.trend_exposure as
        select * from (values ('甲', 'it.web', '2025-01', {big}), ('甲', 'it.test', '2025-01', 7),
                              ('甲', 'it.game', '2025-03', 5), ('乙', 'it.web', '2025-01', 9))
            as t(source, job_group, month, n_vacancies);
        create table core.skill_trend_cells as
        select * from (values ('sql', '甲', 'it.web', '2025-01', 4), ('sql', '甲', 'it.test', '2025-01', 2),
                              ('sql', '甲', 'it.game', '2025-03', 1), ('sql', '乙', 'it.web', '2025-01', 3))
            as t(skill_id, source, job_group, month, n_capped);
        """
    )

    def arrays(sql: str, parameters: Sequence[Any]) -> dict[str, Any]:
        return dict(connection.execute(sql, list(parameters)).fetchnumpy())

    counts = trends.trend_counts(arrays, "core", "2025-01", "2025-03")
    assert counts is not None
    assert counts.months == ["2025-01", "2025-02", "2025-03"]
    assert sorted(counts.strata) == [("乙", "it"), ("甲", "it"), ("甲", "it.web")]
    at = {stratum: i for i, stratum in enumerate(counts.strata)}
    assert counts.exposure[at["甲", "it"]].tolist() == [7, 0, 5]
    assert counts.exposure[at["甲", "it.web"]].tolist() == [big, 0, 0]
    found = dict(zip(zip(counts.stratum.tolist(), counts.month.tolist(), strict=True), counts.n.tolist(), strict=True))
    assert found == {(at["甲", "it.web"], 0): 4, (at["甲", "it"], 0): 2, (at["甲", "it"], 2): 1, (at["乙", "it"], 0): 3}
