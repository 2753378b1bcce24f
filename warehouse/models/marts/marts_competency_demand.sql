-- One requirement: how many vacancies of its certificate's job group ask for something that it teaches.
with taught as (
    select sc.competency_id, sc.certificate, sc.skill_id
    from {{ source('derived', 'skill_competency') }} as sc
    where sc.verdict = 'covered'
),

members as (
    select cv.certificate, cv.vacancy_id, v.employer_key
    from {{ ref('marts_certificate_vacancies') }} as cv
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
),

named as (
    select taught.competency_id, taught.certificate, members.employer_key, count(distinct members.vacancy_id) as x
    from taught
    inner join members using (certificate)
    inner join {{ ref('core_vacancy_skills') }} as vs
        on vs.vacancy_id = members.vacancy_id and vs.skill_id = taught.skill_id
    group by all
),

{{ sized(['certificate'], ['competency_id']) }}

select
    c.competency_id,
    c.certificate,
    c.level,
    coalesce(asked.k, 0) as n_vacancies,
    coalesce(asked.h_some, 0) as n_employers,
    coalesce(sizes.n, 0) as n_target,
    coalesce(asked.k, 0) / nullif(sizes.n, 0) as share,
    {{ effective_size('asked', 'sizes') }} as n_effective
from {{ source('derived', 'competencies') }} as c
left join asked using (competency_id)
left join sizes on sizes.certificate = c.certificate
