"""What vacancies ask an applicant to show: certificates of several kinds, schooling only, or skills only.

Counts of one to four vacancies are left out (None), and shares of groups below MIN_COMPARED vacancies or MIN_SHOWN
named employers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.extent import FIRST, LAST, SOURCES
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.regions import MIN_COMPARED

CERTIFICATE_KINDS = ("one_x", "grade", "industry", "title", "general")
"""Kinds that together make `certificate`."""
APART_KINDS = ("language", "driving", "permit")
"""Kinds that are kept apart from it."""
ANSWERS = ("certificate", "only_education", "only_skills", "neither")
"""Every vacancy in China gives one of these."""

_SHOWN = """
    kind, n_total, n_total_employers,
    case when n_vacancies not between 1 and $1 - 1 then n_vacancies end as n_vacancies,
    case when n_vacancies not between 1 and $1 - 1 and n_employers not between 1 and $1 - 1 then n_employers
        end as n_employers,
    case when n_vacancies = 0 or n_vacancies >= $1 and n_required not between 1 and $1 - 1 then n_required
        end as n_required,
    case when n_vacancies = 0 or n_vacancies >= $1 and n_preferred not between 1 and $1 - 1 then n_preferred
        end as n_preferred,
    case when n_negated not between 1 and $1 - 1 then n_negated end as n_negated,
    case when enough then share end as share, case when enough then low end as low,
    case when enough then high end as high
"""
_ENOUGH = """
    (select *, n_total >= $2 and n_total_employers >= $1 and n_vacancies not between 1 and $1 - 1 as enough
     from marts.recognition)
"""


@dataclass(frozen=True)
class Covered:
    """The vacancies behind the figures of recognition."""

    n_vacancies: int
    n_employers: int
    first: str | None
    last: str | None
    """A month, or a year where that is all that is known."""
    sources: tuple[str, ...]


def recognition(reader: Reader, field: str = "", province_code: str = "") -> pd.DataFrame:
    """By kind, for all vacancies in China or those of a field, a province or both; empty where there are none."""
    return reader.frame(
        f"""
        select {_SHOWN} from {_ENOUGH}
        where scope in ('all', 'field', 'province', 'field_province') and field = $3 and province_code = $4
        order by n_total, kind
        """,  # noqa: S608
        [MIN_SHOWN, MIN_COMPARED, field, province_code],
    )


def recognition_by(
    reader: Reader, by: Literal["field", "province", "year"], kind: str, field: str = ""
) -> pd.DataFrame:
    """One kind by field, by province (of one field where it is named) or by year, with names in both languages."""
    scope = "field_province" if by == "province" and field else by
    return reader.frame(
        f"""
        select r.field, f.zh as field_zh, f.en as field_en, r.province_code, p.zh as province_zh, p.en as province_en,
               r.year, {_SHOWN}
        from {_ENOUGH} as r
        left join marts.fields as f using (field) left join marts.provinces as p using (province_code)
        where scope = $3 and kind = $4 and ($5 = '' or r.field = $5)
        order by r.year, r.field, r.province_code
        """,  # noqa: S608
        [MIN_SHOWN, MIN_COMPARED, scope, kind, field if scope == "field_province" else ""],
    )


def recognition_entries(
    reader: Reader, field: str = "", limit: int = 60, kinds: tuple[str, ...] = (*CERTIFICATE_KINDS, *APART_KINDS)
) -> pd.DataFrame:
    """Certificates, licences and titles that at least MIN_SHOWN vacancies of as many named employers ask for, the most
    asked for first; certificates that go without a name (`general`) come last, however many they are."""
    return reader.frame(
        """
        select * from marts.recognition_entries where field = $2 and n_vacancies >= $1 and n_employers >= $1
            and list_contains($4::varchar[], kind)
        order by kind = 'general', n_vacancies desc, entry limit $3
        """,
        [MIN_SHOWN, field, limit, list(kinds)],
    )


def recognition_entry(reader: Reader, entry: str) -> dict[str, Any] | None:
    """One of them over all fields, or None."""
    found = reader.rows(
        "select * from marts.recognition_entries where entry = $2 and field = '' and n_vacancies >= $1 "
        "and n_employers >= $1",
        [MIN_SHOWN, entry],
    )
    return found[0] if found else None


def recognition_wordings(reader: Reader, entry: str) -> pd.DataFrame:
    """In which words employers write it, most used first; at least MIN_SHOWN employers each."""
    return reader.frame(
        "select wording, n_vacancies, n_employers from marts.recognition_wordings where entry = ? "
        "order by n_vacancies desc, wording limit 40",
        [entry],
    )


def recognition_evidence(reader: Reader, entry: str) -> pd.DataFrame:
    """Witnesses as in `evidence`: excerpt with the marked span, employer, place, source, date; by fixed shuffle."""
    return reader.frame(
        """
        select e.rank, e.excerpt, e.mark_start, e.mark_end, v.title, v.employer, v.source, v.month, v.year,
               p.zh as province, p.en as province_en, v.url, v.vacancy_id, v.demonstration
        from marts.recognition_evidence as e join marts.vacancies as v using (vacancy_id)
        left join marts.provinces as p using (province_code)
        where e.entry = ? order by e.rank
        """,
        [entry],
    )


def recognition_covered(reader: Reader) -> Covered:
    """Vacancies in China with a year or without, their named employers, period and sources."""
    row = reader.rows(
        f"""
        select count(*) as n, count(distinct employer_key) filter (employer_is_named) as employers,
               {FIRST} as first, {LAST} as last, {SOURCES} as sources
        from marts.vacancies where coalesce(country, 'CN') = 'CN'
        """  # noqa: S608
    )[0]
    return Covered(row["n"], row["employers"], row["first"], row["last"], tuple(row["sources"] or ()))
