"""Period and sources of some vacancies, told alike wherever a figure says what it rests on."""

from __future__ import annotations

FIRST = "min(coalesce(month, year::varchar))"
"""Month of the earliest vacancy (2018-03), or its year (2016) where no more is known: one fifth of a build may be known
by its year alone, and a period that left it out would be wrong."""
LAST = "max(coalesce(month, year::varchar))"


def sources_of(vacancies: str) -> str:
    """SQL for the list of sources, the largest first, of a table, a common table expression or a query in brackets."""
    return (
        f"coalesce((select list(source order by n desc, source) from (select source, count(*) as n from {vacancies} "  # noqa: S608
        "group by source)), [])"
    )
