-- One requirement: how many vacancies of its certificate's job group ask for something that it teaches.
with taught as (
    select sc.competency_id, sc.certificate, sc.skill_id
    from {{ source('derived', 'skill_competency') }} as sc
    where sc.verdict = 'covered'
),

asked as (
    select
        taught.competency_id,
        count(distinct cv.vacancy_id) as n_vacancies,
        count(distinct v.employer_key) as n_employers
    from taught
    inner join {{ ref('marts_certificate_vacancies') }} as cv using (certificate)
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    inner join {{ ref('core_vacancy_skills') }} as vs
        on vs.vacancy_id = cv.vacancy_id and vs.skill_id = taught.skill_id
    group by taught.competency_id
),

sizes as (
    select certificate, count(*) as n_target
    from {{ ref('marts_certificate_vacancies') }} group by certificate
)

select
    c.competency_id,
    c.certificate,
    c.level,
    coalesce(asked.n_vacancies, 0) as n_vacancies,
    coalesce(asked.n_employers, 0) as n_employers,
    coalesce(sizes.n_target, 0) as n_target,
    coalesce(asked.n_vacancies, 0) / nullif(sizes.n_target, 0) as share
from {{ source('derived', 'competencies') }} as c
left join asked using (competency_id)
left join sizes using (certificate)
