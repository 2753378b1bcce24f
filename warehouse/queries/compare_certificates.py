"""Two certificates side by side: what their clauses name and what their job groups ask for."""

from __future__ import annotations

from typing import Any

from warehouse.connection import Reader
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.regions import MIN_COMPARED


def certificate_pair(reader: Reader, a: str, b: str) -> list[dict[str, Any]]:
    """Skills that clauses of either certificate name or its job group asks for (MIN_SHOWN vacancies and employers), no
    generic ones: skill_id, name, name_en, type; for each side `*_named` (a clause names it), `*_n`, `*_total`,
    `*_share`, `*_low`, `*_high` (90 %, Wilson; None where few or nobody asks), `*_verdict` of the certificate."""
    return reader.rows(
        f"""
        with asked as (
            select certificate, skill_id, name, name_en, type, n_vacancies, n_target, share,
                   share_low as low, share_high as high, verdict
            from marts.certificate_demand
            where certificate in ($1, $2) and type in ('tool', 'knowledge', 'task') and not is_generic
                and n_vacancies >= {MIN_SHOWN} and n_employers >= {MIN_SHOWN} and n_target >= {MIN_COMPARED}
        ),
        named as (
            select distinct certificate, skill_id, name, name_en, type from marts.competency_skills
            where certificate in ($1, $2) and type in ('tool', 'knowledge', 'task')
        ),
        every as (
            select skill_id, name, name_en, type from asked union select skill_id, name, name_en, type from named
        )
        select e.skill_id, any_value(e.name) as name, any_value(e.name_en) as name_en, any_value(e.type) as type,
               {", ".join(_pair_columns(side, at) for at, side in enumerate("ab", start=1))}
        from every as e
        left join asked as s on s.skill_id = e.skill_id left join named as n on n.skill_id = e.skill_id
        group by e.skill_id
        order by greatest(coalesce(a_share, 0), coalesce(b_share, 0)) desc, e.skill_id
        """,  # noqa: S608
        [a, b],
    )


def _pair_columns(side: str, at: int) -> str:
    own = f"filter (s.certificate = ${at})"
    columns = {"n": "n_vacancies", "total": "n_target", "share": "share", "low": "low", "high": "high",
               "verdict": "verdict"}  # fmt: skip
    picked = [f"any_value(s.{column}) {own} as {side}_{name}" for name, column in columns.items()]
    return ", ".join([f"coalesce(bool_or(n.certificate = ${at}), false) as {side}_named", *picked])


def group_overlap(reader: Reader, a: str, b: str) -> int:
    """Vacancies that belong to the job groups of both certificates."""
    return int(reader.rows(
        """
        select count(*) as n from
        (select vacancy_id from marts.certificate_vacancies where certificate = ?)
        semi join (select vacancy_id from marts.certificate_vacancies where certificate = ?) using (vacancy_id)
        """,
        [a, b],
    )[0]["n"])  # fmt: skip
