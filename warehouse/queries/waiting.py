"""What waits for people to judge: candidate skills, and clauses of which the machine is not sure."""

from __future__ import annotations

from typing import Any

from warehouse.connection import Reader
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.spelling import may_be_part, normal

# the field in which most of a skill's vacancies in China lie; of two the one that comes first in the alphabet
_FIELDS = """
    counted as (
        select vs.skill_id, v.field, count(*) as n
        from marts.vacancy_skills as vs join marts.vacancies as v using (vacancy_id)
        where v.country = 'CN' and v.field is not null group by all
    ),
    placed as (
        select skill_id, field from counted
        qualify row_number() over (partition by skill_id order by n desc, field) = 1
    )
"""
_ABOUT_SKILL = """s.skill_id, s.name, s.name_en, s.type, s.is_known, s.n_vacancies, s.n_employers, s.n_sources,
    s.first_month, s.last_month, placed.field"""
_ABOUT_CLAUSE = """sc.competency_id, sc.p_covered, sc.score, sc.verdict, sc.basis, sc.via, c.certificate, c.level,
    c.code, c.text, c.text_en, t.title, t.title_en"""
_CLAUSE_JOINS = """
    join marts.competencies as c using (competency_id)
    join marts.certificates as t on t.certificate = c.certificate and t.level = c.level
"""


def waiting_candidates(reader: Reader) -> list[dict[str, Any]]:
    """Skills that no list has and nobody has accepted, most asked for first, with the field of most vacancies and the
    skill of the list that is nearest by spelling (None where none is near; `p_same` None beyond the most asked for)."""
    return reader.rows(
        f"""
        with {_FIELDS}
        select {_ABOUT_SKILL}, s.coverage, s.p_covered, n.known_id, n.p_same, k.name as known_name,
               k.name_en as known_name_en
        from marts.skills as s left join placed using (skill_id)
        left join marts.skill_neighbours as n on n.skill_id = s.skill_id and n.rank = 1
        left join marts.known_skills as k on k.skill_id = n.known_id
        where not s.is_known and s.n_vacancies >= ? order by s.n_vacancies desc, s.skill_id
        """,  # noqa: S608  (our own words)
        [MIN_SHOWN],
    )


def waiting_clauses(reader: Reader) -> list[dict[str, Any]]:
    """Skills that no clause surely teaches, each with those of its three nearest clauses that lie between the
    thresholds; most asked for first, then the likelier clause.

    Attitudes and generic terms are left out, as in the figures of coverage."""
    return reader.rows(
        f"""
        with {_FIELDS}
        select {_ABOUT_SKILL}, {_ABOUT_CLAUSE}
        from marts.skill_competency as sc
        join marts.skills as s using (skill_id)
        {_CLAUSE_JOINS}
        left join placed using (skill_id)
        where sc.verdict = 'review' and sc.rank <= 3 and s.coverage in ('review', 'partly')
          and s.n_vacancies >= ? and s.type != 'soft' and not s.is_generic
        order by s.n_vacancies desc, sc.skill_id, sc.p_covered desc, sc.competency_id
        """,  # noqa: S608  (our own words)
        [MIN_SHOWN],
    )


def reviewed_skill(reader: Reader, skill_id: str) -> dict[str, Any] | None:
    """One skill as `waiting_candidates` has it, known or not; None where fewer than MIN_SHOWN vacancies name it."""
    found = reader.rows(
        f"""
        with {_FIELDS}
        select {_ABOUT_SKILL}, s.coverage, s.p_covered
        from marts.skills as s left join placed using (skill_id) where s.skill_id = ? and s.n_vacancies >= ?
        """,  # noqa: S608  (our own words)
        [skill_id, MIN_SHOWN],
    )
    return found[0] if found else None


def near_clauses(reader: Reader, skill_id: str, limit: int = 8) -> list[dict[str, Any]]:
    """Clauses near to a skill with their ids, best first."""
    return reader.rows(
        f"""
        select {_ABOUT_CLAUSE} from marts.skill_competency as sc {_CLAUSE_JOINS}
        where sc.skill_id = ? order by sc.rank limit ?
        """,  # noqa: S608  (our own words)
        [skill_id, limit],
    )


def pair_judged(reader: Reader, skill_id: str, competency_id: str) -> dict[str, Any] | None:
    """What the machine says of a skill and a clause; None where it says nothing."""
    found = reader.rows(
        f"""
        select {_ABOUT_CLAUSE} from marts.skill_competency as sc {_CLAUSE_JOINS}
        where sc.skill_id = ? and sc.competency_id = ?
        """,  # noqa: S608  (our own words)
        [skill_id, competency_id],
    )
    return found[0] if found else None


def near_known(reader: Reader, skill_id: str) -> list[dict[str, Any]]:
    """Skills of the list that are spelled most like a candidate, likeliest first, with their vacancies in the build
    (None where nobody asks for them)."""
    return reader.rows(
        """
        select n.known_id as skill_id, n.spelling, n.p_same, k.name, k.name_en, k.type, s.n_vacancies
        from marts.skill_neighbours as n
        join marts.known_skills as k on k.skill_id = n.known_id
        left join marts.skills as s on s.skill_id = n.known_id
        where n.skill_id = ? order by n.rank
        """,
        [skill_id],
    )


def search_known(reader: Reader, text: str, limit: int = 8) -> list[dict[str, Any]]:
    """Skills of the list, asked for or not, one of whose names or aliases is the text or holds it: the exact ones
    first, then those most asked for. `alias` is the spelling that was found."""
    spelling = normal(text)
    return (
        reader.rows(
            """
        with spelled as (
            select skill_id, unnest(aliases) as alias, unnest(spellings) as spelling from marts.known_skills
        ), found as (
            select skill_id, bool_or(spelling = $1) as exact,
                   arg_min(alias, (spelling <> $1, length(alias), alias)) as alias
            from spelled where spelling = $1 or ($2 and contains(spelling, $1)) group by skill_id
        )
        select k.skill_id, found.alias, k.name, k.name_en, k.type, s.n_vacancies
        from found join marts.known_skills as k using (skill_id) left join marts.skills as s using (skill_id)
        order by found.exact desc, coalesce(s.n_vacancies, 0) desc, k.skill_id limit $3
        """,
            [spelling, may_be_part(spelling), limit],
        )
        if spelling
        else []
    )


def search_clauses(reader: Reader, text: str, limit: int = 8) -> list[dict[str, Any]]:
    """Clauses whose id, number, certificate or text holds the words as they are written, any case."""
    return (
        reader.rows(
            """
        select c.competency_id, c.certificate, c.level, c.code, c.text, c.text_en, c.basis, t.title, t.title_en
        from marts.competencies as c
        join marts.certificates as t on t.certificate = c.certificate and t.level = c.level
        where contains(lower(concat_ws(' ', c.competency_id, t.title, t.title_en, c.text, c.text_en)), lower($1))
        order by c.competency_id = $1 desc, t.title, c.level_rank, c.position limit $2
        """,
            [text, limit],
        )
        if text.strip()
        else []
    )


def clauses_called(reader: Reader, ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """The clauses of these ids, with the names of their certificates."""
    return reader.rows(
        """
        select c.competency_id, c.certificate, c.level, c.code, c.text, c.text_en, c.basis, t.title, t.title_en
        from marts.competencies as c
        join marts.certificates as t on t.certificate = c.certificate and t.level = c.level
        where list_contains($1::varchar[], c.competency_id)
        """,
        [list(ids)],
    )


def skills_called(reader: Reader, ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """Names of skills, of the list or only found."""
    return reader.rows(
        """
        select skill_id, name, name_en from marts.known_skills where list_contains($1::varchar[], skill_id)
        union select skill_id, name, name_en from marts.skills where list_contains($1::varchar[], skill_id)
        """,
        [list(ids)],
    )


def field_names(reader: Reader) -> list[dict[str, Any]]:
    """Code, Chinese and English name of every field, by code."""
    return reader.rows("select field, zh, en from marts.fields order by field")


def known_ids(reader: Reader) -> frozenset[str]:
    """Ids of the skills of the list."""
    return frozenset(row["skill_id"] for row in reader.rows("select skill_id from marts.known_skills"))


def clause_ids(reader: Reader) -> frozenset[str]:
    """Ids of all requirements."""
    return frozenset(row["competency_id"] for row in reader.rows("select competency_id from marts.competencies"))


def known_by(reader: Reader, spelling: str) -> frozenset[str]:
    """Ids of the skills of the list that have a name or an alias of exactly this spelling."""
    return frozenset(row["skill_id"] for row in reader.rows(
        "select skill_id from marts.known_skills where list_contains(spellings, ?)", [normal(spelling)]
    ))  # fmt: skip
