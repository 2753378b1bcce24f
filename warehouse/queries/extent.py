"""Period and sources of some vacancies, told alike wherever a figure says what it rests on (warehouse/macros has the
same for marts). Aggregates over rows of `marts.vacancies`."""

from __future__ import annotations

FIRST = "min(coalesce(month, year::varchar))"
"""Month of the earliest vacancy (2018-03), or its year (2016) where no more is known: one fifth of a build may be known
by its year alone, and a period that left it out would be wrong."""
LAST = "max(coalesce(month, year::varchar))"
SOURCES = """coalesce(list_transform(list_sort(list_transform(map_entries(histogram(source)),
    lambda e: {'n': -e.value::bigint, 'source': e.key})), lambda e: e.source), [])"""
"""List of sources, the one with the most vacancies first."""
