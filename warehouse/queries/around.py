"""What stands around one skill in the vacancies that name it: other skills, provinces, education and experience."""

from __future__ import annotations

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.intervals import measured

MIN_TOGETHER = 20
"""Vacancies that must name both of two skills: below, how much more often they meet than by chance says little."""
MIN_PART = 0.02
"""Part of a skill's vacancies that must name the other one too, else rare companions lead every list."""


def co_occurring(reader: Reader, skill_id: str, limit: int = 15) -> pd.DataFrame:
    """Skills named together with a skill, by how much more often than if the two were independent (`lift`).

    `n_both` vacancies of `n_employers` employers name both (MIN_TOGETHER and MIN_PART, MIN_SHOWN employers),
    `n_skill` name the skill, `n_other` the other one; `lift` = n_both × vacancies in China / (n_skill × n_other).
    Generic skills are left out."""
    return reader.frame(
        """
        with own as (select vacancy_id from marts.vacancy_skills where skill_id = $1),
        sizes as (
            select (select count(*) from own) as n_skill,
                   (select count(*) from marts.vacancies where coalesce(country, 'CN') = 'CN') as n_all
        ),
        pairs as (
            select vs.skill_id, count(*) as n_both
            from marts.vacancy_skills as vs semi join own using (vacancy_id)
            where vs.skill_id <> $1 group by vs.skill_id
        ),
        best as (
            select s.skill_id, s.name, s.name_en, s.type, s.is_known, s.coverage, p.n_both, z.n_skill,
                   s.n_vacancies as n_other, p.n_both * z.n_all / (z.n_skill * s.n_vacancies)::double as lift
            from pairs as p join marts.skills as s using (skill_id), sizes as z
            where p.n_both >= greatest($2, $3 * z.n_skill) and not s.is_generic
            order by lift desc, s.skill_id limit 3 * $5
        )
        select best.*, e.n_employers
        from best join (
            select vs.skill_id, count(distinct v.employer_key) as n_employers
            from marts.vacancy_skills as vs semi join best using (skill_id) semi join own using (vacancy_id)
            join marts.vacancies as v using (vacancy_id) group by vs.skill_id
        ) as e using (skill_id)
        where e.n_employers >= $4
        order by lift desc, skill_id limit $5
        """,
        [skill_id, MIN_TOGETHER, MIN_PART, MIN_SHOWN, limit],
    )


def skill_provinces(reader: Reader, skill_id: str) -> pd.DataFrame:
    """One row per province with vacancies: `n_total` vacancies in all, `n_skill` of them that name the skill, of
    `n_employers` employers; `n_effective` is the effective size of `n_total`."""
    return reader.frame(
        f"""
        with here as (
            select v.province_code, v.employer_key, vs.vacancy_id is not null as asks
            from marts.vacancies as v
            left join marts.vacancy_skills as vs on vs.vacancy_id = v.vacancy_id and vs.skill_id = ?
            where v.province_code is not null and coalesce(v.country, 'CN') = 'CN'
        ),
        employers as (
            select province_code, count(distinct employer_key) filter (asks) as n_employers from here group by all
        )
        select province_code, n as n_total, k as n_skill, n_employers, n_effective
        from ({measured("here", "province_code")}) join employers using (province_code) order by province_code
        """,  # noqa: S608
        [skill_id],
    )


def skill_asked(reader: Reader, skill_id: str) -> pd.DataFrame:
    """Education and experience asked by vacancies in China: `kind` (education or experience), `code`, `n_skill` of the
    vacancies that name the skill and `n_total` of all; `of_skill` and `of_total` are all vacancies of each,
    `n_effective` the effective size of `of_skill` (None where no vacancy names the skill).

    Experience is by its lower bound in years (0, 1, 3, 5: at least so many); `unstated` where nothing is said or no
    rule reads it."""
    return reader.frame(
        f"""
        with asked as (
            select v.employer_key,
                   case when v.education_level = 'unknown' then 'unstated' else v.education_level end as education,
                   case when v.experience_min_years is null then 'unstated' when v.experience_min_years >= 5 then '5'
                        when v.experience_min_years >= 3 then '3' when v.experience_min_years >= 1 then '1' else '0'
                   end as experience,
                   vs.vacancy_id is not null as named
            from marts.vacancies as v
            left join marts.vacancy_skills as vs on vs.vacancy_id = v.vacancy_id and vs.skill_id = ?
            where coalesce(v.country, 'CN') = 'CN'
        ),
        counted as (
            select 'education' as kind, education as code, count(*) filter (named) as n_skill, count(*) as n_total
            from asked group by education
            union all
            select 'experience', experience, count(*) filter (named), count(*) from asked group by experience
        ),
        naming as (
            select c.kind, c.code, a.employer_key,
                   c.code = case c.kind when 'education' then a.education else a.experience end as asks
            from counted as c cross join asked as a where a.named
        )
        select kind, code, n_skill, n_total, sum(n_skill) over (partition by kind)::bigint as of_skill,
               sum(n_total) over (partition by kind)::bigint as of_total, n_effective
        from counted left join (select kind, code, n_effective from ({measured("naming", "kind", "code")}))
            using (kind, code)
        order by kind, code
        """,  # noqa: S608
        [skill_id],
    )
