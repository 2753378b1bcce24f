"""Effective sizes of a group of vacancies (see `intervals`), for shares of it that packs state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from warehouse.connection import Reader
from warehouse.queries.groups import VacancyGroup
from warehouse.queries.intervals import ASKED_SUMS, GROUP_SUMS, effective

Asked = Literal["skills", "clauses", "certificates", "together"]
_ITEMS: dict[Asked, str] = {
    "skills": """select vacancy_id, skill_id as item from marts.vacancy_skills
        where list_contains(?::varchar[], skill_id)""",
    "clauses": """select distinct vs.vacancy_id, sc.competency_id as item
        from marts.skill_competency as sc join marts.vacancy_skills as vs using (skill_id)
        where sc.verdict = 'covered' and list_contains(?::varchar[], sc.certificate)""",
    "certificates": """select vacancy_id, certificate as item from marts.certificate_vacancies
        where list_contains(?::varchar[], certificate)""",
    "together": """select vacancy_id, '' as item from marts.vacancy_skills
        where list_contains(?::varchar[], skill_id) group by vacancy_id having count(*) = len(?::varchar[])""",
}


class EffectiveSizes(dict[str, float]):
    """Effective size by what is asked for; what nobody asks for has as many as there are employers."""

    def __init__(self, sizes: dict[str, float], n_employers: int) -> None:
        super().__init__(sizes)
        self.n_employers = n_employers

    def __missing__(self, item: str) -> float:
        return float(self.n_employers)


def effective_sizes(
    reader: Reader, group: VacancyGroup, asked: Asked, ids: Sequence[str], recent: bool = False
) -> EffectiveSizes:
    """Effective sizes of the group, or of its recent vacancies, for shares of those that name a skill (`ids`: skills),
    that ask for what a clause covers (ids: certificates; by clause), that lie in another certificate's job group (ids:
    certificates), or that name all of the skills (ids: skills; under "")."""
    cte, values = group.cte()
    items = _ITEMS[asked]
    rows = reader.rows(
        f"""
        {cte}, chosen as (select vacancy_id, employer_key from members {"where is_recent" if recent else ""}),
        employers as (select employer_key, count(*) as m from chosen group by all),
        whole as (select {GROUP_SUMS} from employers),
        items as ({items}),
        named as (select item, employer_key, count(*) as x from chosen join items using (vacancy_id) group by all),
        asked as (select item, {ASKED_SUMS} from named join employers using (employer_key) group by item)
        select item, {effective("asked", "whole")} as size, whole.h
        from whole left join asked on true order by item
        """,  # noqa: S608
        [*values, *[list(ids)] * items.count("?")],
    )
    return EffectiveSizes({r["item"]: r["size"] for r in rows if r["item"] is not None}, rows[0]["h"])
