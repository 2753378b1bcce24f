"""Fields and provinces: how much of what vacancies ask for is taught by any certificate."""

from __future__ import annotations

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.identity import MIN_SHOWN
from warehouse.wilson import Z90

MIN_COMPARED = 30
"""Vacancies below which a field or province gets no share of its own: two such shares cannot be compared."""


def provinces(reader: Reader) -> pd.DataFrame:
    """All provinces with code and names."""
    return reader.frame("select province_code, zh, en from marts.provinces order by province_code")


def regional_coverage(reader: Reader) -> pd.DataFrame:
    """Per field × province, per field, per province and for the whole country (`field`, `province_code` null = all).

    `n_vacancies` vacancies in China that name a hard skill in demand (MIN_SHOWN vacancies and employers, no generic
    one) and `n_employers`, named ones, behind them; `n_named` namings of such skills; `share_missing` the part of the
    namings that no clause of any certificate covers, with a 90 % interval over employers (ratio estimator, linearised:
    an employer's vacancies resemble one another). Shares are null below MIN_COMPARED vacancies or MIN_SHOWN employers.
    Vacancies of unknown place count in fields and in the whole only."""
    return reader.frame(
        """
        with named as (
            select vs.vacancy_id, count(*) as m, count(*) filter (s.coverage = 'not_covered') as x
            from marts.vacancy_skills as vs join marts.skills as s using (skill_id)
            where s.type not in ('soft', 'language', 'certificate') and s.coverage <> 'unjudged'
                and not s.is_generic and s.n_vacancies >= $1 and s.n_employers >= $1
            group by vs.vacancy_id
        ),
        by_employer as (
            select v.field, v.province_code, grouping(v.field) as all_fields, grouping(v.province_code) as all_places,
                   count(*) as n, sum(m) as m, sum(x) as x, v.employer_key not like 'unnamed:%' as is_named
            from named join marts.vacancies as v using (vacancy_id)
            where coalesce(v.country, 'CN') = 'CN'
            group by grouping sets ((v.field, v.province_code, v.employer_key), (v.field, v.employer_key),
                                    (v.province_code, v.employer_key), (v.employer_key))
        ),
        summed as (
            select field, province_code, sum(n)::bigint as n_vacancies,
                   count(*) filter (is_named) as n_employers,
                   sum(m)::bigint as n_named, sum(x)::bigint as n_missing, sum(x) / sum(m) as share,
                   sum(x * x)::double as xx, sum(x * m)::double as xm, sum(m * m)::double as mm
            from by_employer where all_places = 1 or province_code is not null
            group by field, province_code, all_fields, all_places
        )
        select s.field, f.zh as field_zh, f.en as field_en, s.province_code, p.zh as province_zh, p.en as province_en,
               n_vacancies, n_employers, n_named,
               case when enough then share end as share_missing,
               case when enough then greatest(share - half, 0) end as low,
               case when enough then least(share + half, 1) end as high
        from (
            select *, n_vacancies >= $2 and n_employers >= $1 as enough,
                   $3 * sqrt(greatest(xx - 2 * share * xm + share * share * mm, 0)) / n_named as half
            from summed
        ) as s
        left join marts.fields as f using (field) left join marts.provinces as p using (province_code)
        order by s.field nulls first, s.province_code nulls first
        """,
        [MIN_SHOWN, MIN_COMPARED, Z90],
    )


def missing_in(reader: Reader, field: str, province_code: str, limit: int) -> pd.DataFrame:
    """Hard skills that no certificate covers, by vacancies of a field and province ("" = all), most named first.

    Generic skills are left out."""
    return reader.frame(
        """
        select s.skill_id, s.name, s.name_en, s.type, s.is_known, s.basis, count(*) as n_vacancies,
               count(distinct v.employer_key) as n_employers
        from marts.vacancies as v join marts.vacancy_skills as vs using (vacancy_id)
        join marts.skills as s using (skill_id)
        where coalesce(v.country, 'CN') = 'CN' and ($1 = '' or v.field = $1) and ($2 = '' or v.province_code = $2)
            and s.type not in ('soft', 'language', 'certificate') and s.coverage = 'not_covered' and not s.is_generic
        group by all having count(*) >= $3 and count(distinct v.employer_key) >= $3
        order by n_vacancies desc, s.skill_id limit $4
        """,
        [field, province_code, MIN_SHOWN, limit],
    )
