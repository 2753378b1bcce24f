-- One skill, month and stratum: how many new vacancies name it. One employer counts at most
-- `employer_month_cap` times in n_capped, so that one employer's campaign is not a trend.
with per_employer as (
    select
        vs.skill_id,
        v.month,
        v.source,
        coalesce(v.field, 'other') as field,
        v.employer_key,
        count(*) as n
    from {{ ref('core_vacancy_skills') }} as vs
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    where v.month is not null
    group by all
)

select
    skill_id,
    month,
    source,
    field,
    sum(n)::integer as n_vacancies,
    sum(least(n, {{ var('employer_month_cap') }}))::integer as n_capped,
    count(*)::integer as n_employers
from per_employer
group by all
