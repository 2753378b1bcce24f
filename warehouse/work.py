"""Typed questions to the working warehouse, asked by the steps of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.trends import Arrays

Connection = duckdb.DuckDBPyConnection


def _column(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
    return [row[0] for row in connection.execute(sql, list(parameters)).fetchall()]


def text_hashes(connection: Connection) -> list[str]:
    """Every distinct text, in a fixed order."""
    return _column(connection, "select text_hash from staging.posting_texts order by text_hash")


def texts(connection: Connection, hashes: Sequence[str]) -> dict[str, str]:
    """Descriptions by hash."""
    wanted = pa.table({"text_hash": pa.array(hashes, pa.string())})
    connection.register("wanted", wanted)
    rows = connection.execute(
        "select text_hash, description from staging.posting_texts semi join wanted using (text_hash)"
    ).fetchall()
    connection.unregister("wanted")
    return dict(rows)


def text_lookup(connection: Connection) -> Callable[[Sequence[str]], Mapping[str, str]]:
    """`texts` bound to a connection."""
    return lambda hashes: texts(connection, hashes)


def titles(connection: Connection) -> list[tuple[str, str]]:
    """Distinct (title, industry as printed)."""
    return connection.execute("select distinct title, industry_raw from staging.postings order by all").fetchall()


def places(connection: Connection) -> list[tuple[str, str]]:
    """Distinct (place as printed, province as printed)."""
    return connection.execute(
        "select distinct location_raw, province_raw from staging.postings order by all"
    ).fetchall()


def grouping_rows(connection: Connection) -> list[tuple[str, str, str, date | None, str]]:
    """(posting id, normalised employer or "", place, day, text hash) of every posting."""
    return connection.execute(
        """
        select posting_id, coalesce(employer_key, ''), location_raw, trend_date, text_hash
        from staging.postings order by posting_id
        """
    ).fetchall()


@dataclass(frozen=True, slots=True)
class Surface:
    """One distinct spelling of mentions."""

    surface: str
    """Normalised."""
    text: str
    """The most frequent way in which it was written."""
    type: str
    n_texts: int
    n_chinese: int
    """Texts among them that are written in Chinese: English prose is full of words that look like names."""
    since: date | None = None
    """Day from which on enough Chinese texts held it; None where too few have a day. Postings of later days change
    it only from None."""


def surfaces(connection: Connection, enough: int = 3) -> list[Surface]:
    """All distinct spellings with the number of texts that hold them, in a fixed order; `enough` is for `since`."""
    rows = connection.execute(
        r"""
        with chinese as (
            select text_hash from staging.posting_texts
            where length(regexp_replace(description, '[^\x{4e00}-\x{9fff}]', '', 'g'))
                >= 0.3 * length(regexp_replace(description, '\s', '', 'g'))
        ),
        forms as (
            select surface, text, count(*) as n from derived.mentions group by all
        ),
        best_form as (select surface, arg_max(text, (n, text)) as text from forms group by surface),
        kinds as (select surface, type, count(*) as n from derived.mentions group by all),
        best_type as (select surface, arg_max(type, (n, type)) as type from kinds group by surface),
        sizes as (
            select surface, count(*) as n_texts, count(c.text_hash) as n_chinese,
                min(d.day, $enough) filter (where c.text_hash is not null)[$enough] as since
            from (select distinct surface, text_hash from derived.mentions)
            left join chinese as c using (text_hash)
            left join (select text_hash, min(trend_date) as day from staging.postings group by all) as d
                using (text_hash)
            group by surface
        )
        select surface, text, type, n_texts, n_chinese, since
        from sizes join best_form using (surface) join best_type using (surface)
        order by surface
        """,
        {"enough": enough},
    ).fetchall()
    return [Surface(*row) for row in rows]


def demanded_skills(connection: Connection, min_postings: int) -> list[str]:
    """Ids of skills that at least so many vacancies name, in a fixed order."""
    return _column(
        connection,
        "select skill_id from core.skill_demand where n_vacancies >= ? order by skill_id",
        [min_postings],
    )


def demand(connection: Connection) -> dict[str, int]:
    """Vacancies that name each skill."""
    return dict(connection.execute("select skill_id, n_vacancies from core.skill_demand").fetchall())


@dataclass(frozen=True, slots=True)
class Witness:
    """A vacancy that names a skill or certificate, with the piece of text around the span."""

    subject: str
    """Id of the skill, or entry of the certificate."""
    vacancy_id: str
    rank: int
    window: str
    span_start: int
    """Within `window`."""
    span_end: int


def witnesses(connection: Connection, min_postings: int, per_skill: int) -> list[Witness]:
    """Up to `per_skill` vacancies for each skill, one per employer, latest first, then by a fixed shuffle.

    Which vacancy speaks for an employer and which employers come first is decided by hashes, never by hand."""
    named = """
        select vs.skill_id as subject, vs.vacancy_id, vs.span_start, vs.span_end
        from core.vacancy_skills as vs join core.skill_demand as d on d.skill_id = vs.skill_id and d.n_vacancies >= ?
        """
    return _witnesses(connection, named, min_postings, per_skill)


def certificate_witnesses(connection: Connection, min_postings: int, per_entry: int) -> list[Witness]:
    """As `witnesses`, of certificates, licences and titles that at least so many vacancies ask for."""
    named = """
        select entry as subject, vacancy_id, span_start, span_end from core.vacancy_certificates
        where stance in ('required', 'preferred') qualify count(*) over (partition by entry) >= ?
        """
    return _witnesses(connection, named, min_postings, per_entry)


def _witnesses(connection: Connection, named: str, min_postings: int, per_subject: int) -> list[Witness]:
    rows = connection.execute(
        f"""
        with named as ({named}),
        told as (
            select
                n.*, v.month, v.text_hash, md5(n.subject || v.vacancy_id) as shuffle,
                row_number() over (
                    partition by n.subject, v.employer_key
                    order by v.month desc nulls last, md5(n.subject || v.vacancy_id)
                ) as nth_of_employer
            from named as n join core.vacancies as v using (vacancy_id)
        ),
        chosen as (
            select *, row_number() over (partition by subject order by month desc nulls last, shuffle) as nth
            from told where nth_of_employer = 1
            qualify nth <= ?
        )
        select
            subject, vacancy_id, nth::integer,
            substr(description, greatest(span_start - 200, 0) + 1, 200 + span_end - span_start + 200),
            (span_start - greatest(span_start - 200, 0))::integer,
            (span_end - greatest(span_start - 200, 0))::integer
        from chosen join staging.posting_texts using (text_hash)
        order by subject, nth
        """,  # noqa: S608  (our own statements)
        [min_postings, per_subject],
    ).fetchall()
    return [Witness(*row) for row in rows]


def count(connection: Connection, table: str) -> int:
    """Rows of one of our own tables."""
    return int(_column(connection, f"select count(*) from {table}")[0])  # noqa: S608  (our own names)


def domestic_titles(connection: Connection) -> list[tuple[str, str]]:
    """(vacancy, title) of every vacancy in China, in a fixed order."""
    return connection.execute(
        "select vacancy_id, title from core.vacancies where not is_foreign order by vacancy_id"
    ).fetchall()


def vacancies_of(connection: Connection, postings: Sequence[str]) -> dict[str, str]:
    """Posting id → vacancy in China, of those postings that are there."""
    return dict(
        connection.execute(
            """
            select g.posting_id, g.group_id from derived.posting_groups as g
            join core.vacancies as v on v.vacancy_id = g.group_id and not v.is_foreign
            where list_contains(?::varchar[], g.posting_id)
            """,
            [list(postings)],
        ).fetchall()
    )


def target_candidates(connection: Connection, min_core: int, min_part: float) -> list[tuple[str, str, str]]:
    """(certificate, vacancy, title) of vacancies that belong to a certificate by their skills, if the title allows it.

    A vacancy names at least `min_core` of the certificate's core skills, these are at least `min_part` of its hard
    skills (tools, knowledge and tasks, without generic ones), and no other certificate's clauses name more of them."""
    return connection.execute(
        """
        with core_named as (
            select cs.certificate, vs.vacancy_id, count(*) as n_core
            from core.vacancy_skills as vs
            join derived.certificate_skills as cs using (skill_id)
            where cs.is_core
            group by all having count(*) >= $1
        ),
        hard as (
            select vs.vacancy_id, vs.skill_id
            from core.vacancy_skills as vs
            join derived.skills as s using (skill_id)
            where s.type in ('tool', 'knowledge', 'task') and not s.is_generic
                and vs.vacancy_id in (select vacancy_id from core_named)
        ),
        sizes as (select vacancy_id, count(*) as n_hard from hard group by vacancy_id),
        taught as (
            select cs.certificate, h.vacancy_id, count(*) as n_taught
            from hard as h
            join derived.certificate_skills as cs on cs.skill_id = h.skill_id and cs.in_clause
            group by all
        ),
        nearest as (
            select certificate, vacancy_id from taught
            qualify n_taught = max(n_taught) over (partition by vacancy_id)
        )
        select n.certificate, n.vacancy_id, v.title
        from core_named as n
        join sizes using (vacancy_id)
        join nearest using (certificate, vacancy_id)
        join core.vacancies as v using (vacancy_id)
        where n.n_core >= $2 * sizes.n_hard and not v.is_foreign
        order by all
        """,
        [min_core, min_part],
    ).fetchall()


def skill_names(connection: Connection) -> dict[str, str]:
    """Name of every skill by id."""
    return dict(connection.execute("select skill_id, name from derived.skills").fetchall())


def skill_kinds(connection: Connection) -> dict[str, tuple[str, bool]]:
    """(type, whether the taxonomy knows it) of every skill by id."""
    rows = connection.execute("select skill_id, type, is_known from derived.skills").fetchall()
    return {skill: (kind, known) for skill, kind, known in rows}


def arrays(connection: Connection) -> Arrays:
    """Queries on the working warehouse that answer in numpy arrays."""

    def run(sql: str, parameters: Sequence[Any]) -> dict[str, np.ndarray[Any, Any]]:
        found: Any = connection.execute(sql, list(parameters)).fetchnumpy()
        return dict(found)

    return run
