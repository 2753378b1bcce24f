-- One skill: how much it is asked for over all vacancies, dated or not.
with members as (select employer_key from {{ ref('core_vacancies') }} where not is_foreign),

named as (
    select vs.skill_id, v.employer_key, count(*) as x
    from {{ ref('core_vacancy_skills') }} as vs
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    group by all
),

{{ sized([], ['skill_id']) }},

demand as (
    select
        vs.skill_id,
        count(distinct v.source) as n_sources,
        min(v.month) as first_month,
        max(v.month) as last_month
    from {{ ref('core_vacancy_skills') }} as vs
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    group by vs.skill_id
)

select
    asked.skill_id,
    asked.k as n_vacancies,
    asked.h_some as n_employers,
    demand.n_sources,
    demand.first_month,
    demand.last_month,
    {{ effective_size('asked', 'sizes') }} as n_effective
from asked
inner join demand using (skill_id)
cross join sizes
