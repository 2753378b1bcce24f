"""Vacancies as they might have been, counted as the warehouse counts: for trials with planted trends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pandas as pd
from numpy.typing import NDArray

from warehouse import trends


def arrays_over(vacancies: pd.DataFrame, mentions: pd.DataFrame) -> trends.Arrays:
    """Answers the queries of `warehouse.trends` (schema `marts`) over invented tables in memory.

    `vacancies`: vacancy_id, source, job_group, employer_key, month (`YYYY-MM`, never empty), one row each.
    `mentions`: vacancy_id, skill_id, wording, each skill once a vacancy. The caps of employers and of repeated
    wordings are those of the build."""
    connection = duckdb.connect(":memory:")
    connection.execute("set enable_progress_bar = false")
    connection.execute("create schema marts")
    for name, frame in (("given_vacancies", vacancies), ("given_mentions", mentions)):
        connection.register(name, frame)
    connection.execute(
        "create table marts.vacancies as select *, left(month, 4)::integer as year from given_vacancies; "
        "create table marts.vacancy_skills as select * from given_mentions"
    )

    def arrays(sql: str, parameters: Sequence[Any]) -> dict[str, NDArray[Any]]:
        frame = connection.execute(sql, parameters).df()
        return {column: frame[column].to_numpy() for column in frame.columns}

    first, last = str(vacancies["month"].min()), str(vacancies["month"].max())
    exposure, cells = (pd.DataFrame(c) for c in trends.group_cells(arrays, trends.EVERYTHING, first, last))
    for name, frame in (("trend_exposure", exposure), ("skill_trend_cells", cells)):
        connection.register("given", frame.rename(columns={"stratum": trends.STRATUM}))
        connection.execute(f"create table marts.{name} as select * from given")  # noqa: S608
    return arrays
