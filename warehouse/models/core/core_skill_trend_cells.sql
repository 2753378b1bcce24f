-- One skill, month and stratum: how many new vacancies name it. In n_capped one employer, and one wording whoever
-- posts it, count at most `employer_month_cap` times, so that neither one employer's campaign nor one text that
-- branches and agents copy is a trend.
with named as (
    select
        vs.skill_id,
        v.month,
        v.source,
        coalesce(v.job_group, 'other') as job_group,
        v.employer_key,
        row_number() over (
            partition by vs.skill_id, v.month, v.source, coalesce(v.job_group, 'other'), v.employer_key
            order by v.vacancy_id
        ) as nth_of_employer,
        row_number() over (partition by vs.skill_id, v.month, vs.wording order by v.vacancy_id) as nth_of_wording
    from {{ ref('core_vacancy_skills') }} as vs
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    where v.month is not null
)

select
    skill_id,
    month,
    source,
    job_group,
    count(*)::integer as n_vacancies,
    (count(*) filter (
        nth_of_employer <= {{ var('employer_month_cap') }} and nth_of_wording <= {{ var('employer_month_cap') }}
    ))::integer as n_capped,
    count(distinct employer_key)::integer as n_employers
from named
group by all
