"""Verdicts of earlier months, and how long their calls stood."""

from __future__ import annotations

from typing import Any

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.intervals import wilson

LATER = (3, 6, 12)
"""Months after which a call is looked at again."""


def added_later(reader: Reader) -> dict[str, str]:
    """Month in which a skill entered the skill list, by skill id, for those that the first edition did not have."""
    rows = reader.rows("select skill_id, added from marts.skills where added is not null")
    return {row["skill_id"]: row["added"] for row in rows}


def emergence_months(reader: Reader) -> list[dict[str, Any]]:
    """Every judged month, oldest first: what was compared, and the numbers of verdicts."""
    return reader.rows("select * from marts.emergence_months order by month")


def emergence_calls(reader: Reader, skill_id: str | None = None, every_month: bool = False) -> pd.DataFrame:
    """Calls of earlier months and the build's own, newest first, the surest first; of one skill where it is given.

    A call that was repeated from month to month stands once, at its first month, unless `every_month`."""
    return reader.frame(
        """
        select * from marts.emergence_history
        where ($1 is null or skill_id = $1) and ($2 or is_first)
        order by month desc, is_alert desc, status, score desc, skill_id
        """,
        [skill_id, every_month],
    )


def emergence_standing(reader: Reader) -> list[dict[str, Any]]:
    """How many calls of a rise still stood 3, 6 and 12 months later, alerts and the watch list apart.

    Each call counts once, at its first month. n_calls: all; n: those that could be looked at again after so long;
    n_up: of these still standing, with share and 90 % Wilson interval; n_open: calls so recent, or followed by months
    with so little data, that nobody can say yet. No share is guessed for these."""
    low, high = wilson("share", "n")
    return reader.rows(
        f"""
        with looks as (
            select is_alert, unnest([3, 6, 12]) as months, unnest([up_3, up_6, up_12]) as up
            from marts.emergence_history where is_first and status in ('new', 'rising', 'watch')
        ),
        counted as (
            select is_alert, months, count(*) as n_calls, count(up) as n, count(*) filter (up) as n_up,
                   count(*) filter (up is null) as n_open,
                   count(*) filter (up) / nullif(count(up), 0) as share
            from looks group by all
        )
        select *, case when n > 0 then {low} end as low, case when n > 0 then {high} end as high
        from counted order by is_alert desc, months
        """,  # noqa: S608
    )
