"""Occupations of the national classification that titles name for certain, and the certificates that serve them.

Counts of one to four vacancies are left out (None), and shares of groups below MIN_COMPARED vacancies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.extent import FIRST, LAST, SOURCES
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.regions import MIN_COMPARED


@dataclass(frozen=True)
class Mapped:
    """How many vacancies in China, of all fields or of one, have a title that names an occupation for certain."""

    n_mapped: int
    n_total: int
    n_employers: int
    """Named employers behind `n_total`."""
    first: str | None
    last: str | None
    """A month, or a year where that is all that is known."""
    sources: tuple[str, ...]
    n_effective: float
    """Effective size of `n_total` as if all vacancies of an employer were the same (Kish, 1965): which vacancy names an
    occupation is not published, so that its least possible size stands for it."""


def occupations_mapped(reader: Reader, field: str = "") -> Mapped:
    """The whole behind the figures of occupations."""
    row = reader.rows(
        f"""
        with members as (
            select * from marts.vacancies where coalesce(country, 'CN') = 'CN' and ($1 = '' or field = $1)
        )
        select count(*) as n, count(distinct employer_key) filter (employer_is_named) as employers,
               {FIRST} as first, {LAST} as last, {SOURCES} as sources,
               (select coalesce(sum(n_vacancies), 0)::bigint from marts.occupation_demand where field = $1) as mapped,
               (select sum(m) ** 2 / sum(m * m) from (select count(*) as m from members group by employer_key)) as size
        from members
        """,  # noqa: S608
        [field],
    )[0]
    sources = tuple(row["sources"] or ())
    return Mapped(row["mapped"], row["n"], row["employers"], row["first"], row["last"], sources, row["size"] or 0.0)


def occupations(reader: Reader, field: str = "") -> pd.DataFrame:
    """Occupations that at least MIN_SHOWN vacancies of as many named employers name, most asked for first.

    `share` (0 to 1, with its 90 % interval) is of the vacancies in China of the field, `n_total`; None where these
    are fewer than MIN_COMPARED. `n_same` and `n_part`: certificates whose names speak of a new occupation's work."""
    return reader.frame(
        """
        select o.occupation, o.code, o.zh, o.en, o.digital, o.green, o.batch, d.n_vacancies, d.n_employers, d.n_total,
               case when d.n_total >= $2 then d.share end as share, case when d.n_total >= $2 then d.low end as low,
               case when d.n_total >= $2 then d.high end as high, o.n_same, o.n_part
        from marts.occupation_demand as d join marts.occupations as o using (occupation)
        where d.field = $3 and d.n_vacancies >= $1 and d.n_employers >= $1
        order by d.n_vacancies desc, o.occupation
        """,
        [MIN_SHOWN, MIN_COMPARED, field],
    )


def occupation_fields(reader: Reader) -> pd.DataFrame:
    """Fields with an occupation to show, with names in both languages."""
    return reader.frame(
        """
        select field, f.zh as field_zh, f.en as field_en from (
            select distinct field from marts.occupation_demand
            where field <> '' and n_vacancies >= $1 and n_employers >= $1
        ) left join marts.fields as f using (field) order by field
        """,
        [MIN_SHOWN],
    )


def certificate_occupations(reader: Reader, certificate: str = "") -> pd.DataFrame:
    """Occupations that vacancies of certificates' job groups name, of one certificate or ("") of all.

    `share_of_group` is of the job group's vacancies in China, `share_of_occupation` of the occupation's (0 to 1)."""
    return reader.frame(
        """
        select c.certificate, t.title, t.title_en, c.occupation, o.code, o.zh, o.en, o.digital, o.green, o.batch,
               c.n_vacancies, c.n_employers, c.n_target, c.share_of_group, c.share_of_occupation
        from marts.certificate_occupations as c join marts.occupations as o using (occupation)
        join (select distinct certificate, title, title_en from marts.certificates) as t using (certificate)
        where ($2 = '' or c.certificate = $2) and c.n_vacancies >= $1 and c.n_employers >= $1
        order by c.n_vacancies desc, c.certificate, c.occupation
        """,
        [MIN_SHOWN, certificate],
    )


def occupation_facts(reader: Reader, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Occupation → code, names, marks, batch and `n_vacancies` in China (all of a build, never shown when few), and
    the certificates whose names speak of its work (`same_zh`, `same_en`, lists; our catalogue's, maybe empty)."""
    rows = reader.rows(
        """
        with said as (
            select occupation, list(certificate_name order by certificate_name) as same_zh,
                   list(certificate_name_en order by certificate_name) as same_en
            from marts.occupation_links where extent = 'same' group by occupation
        )
        select o.occupation, o.code, o.zh, o.en, o.digital, o.green, o.batch, o.n_vacancies,
               coalesce(same_zh, []) as same_zh, coalesce(same_en, []) as same_en
        from marts.occupations as o left join said using (occupation)
        where list_contains(?::varchar[], o.occupation) order by o.occupation
        """,
        [list(ids)],
    )
    return {row["occupation"]: row for row in rows}


def new_occupations(reader: Reader) -> list[dict[str, Any]]:
    """New occupations and work types since 2019, one row each; counts of one to four vacancies are None.

    `same_zh`, `same_en`, `part_zh`, `part_en`: names of certificates that speak of its work or of a part of it, as
    lists; empty where our list of certificates has none."""
    return reader.rows(
        """
        with said as (
            select occupation,
                   list(certificate_name order by certificate_name) filter (extent = 'same') as same_zh,
                   list(certificate_name_en order by certificate_name) filter (extent = 'same') as same_en,
                   list(certificate_name order by certificate_name) filter (extent = 'part') as part_zh,
                   list(certificate_name_en order by certificate_name) filter (extent = 'part') as part_en
            from marts.occupation_links group by occupation
        )
        select o.occupation, o.code, o.zh, o.en, o.digital, o.green, o.batch,
               case when o.n_vacancies = 0 or o.n_vacancies >= $1 then o.n_vacancies end as n_vacancies,
               case when o.n_vacancies = 0 or o.n_vacancies >= $1 and o.n_employers >= $1 then o.n_employers
                   end as n_employers,
               coalesce(same_zh, []) as same_zh, coalesce(same_en, []) as same_en,
               coalesce(part_zh, []) as part_zh, coalesce(part_en, []) as part_en
        from marts.occupations as o left join said using (occupation)
        where o.batch is not null
        order by case when o.n_vacancies >= $1 then o.n_vacancies else 0 end desc, o.batch desc, o.occupation
        """,
        [MIN_SHOWN],
    )


def lists_found(reader: Reader) -> dict[str, int]:
    """How much of the official lists the build knew: `catalogue_listed` of `catalogue_total` certificates,
    `new_occupations_listed` of `new_occupations_total`."""
    return {
        row["key"]: int(row["value"])
        for row in reader.rows(
            "select key, value from marts.build where key in ('catalogue_listed', 'catalogue_total', "
            "'new_occupations_listed', 'new_occupations_total')"
        )
    }
