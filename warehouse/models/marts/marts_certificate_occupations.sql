-- One certificate and an occupation that vacancies of its job group name: how much of either the other makes.
with joint as (
    select
        c.certificate,
        o.occupation,
        count(*) as n_vacancies,
        count(distinct v.employer_key) filter (v.employer_is_named) as n_employers
    from {{ ref('marts_certificate_vacancies') }} as c
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    inner join {{ ref('core_vacancy_occupations') }} as o using (vacancy_id)
    group by all
),

targets as (
    select c.certificate, count(*) as n_target
    from {{ ref('marts_certificate_vacancies') }} as c
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    where not v.is_foreign
    group by c.certificate
)

select
    joint.certificate,
    joint.occupation,
    joint.n_vacancies,
    joint.n_employers,
    t.n_target,
    joint.n_vacancies / t.n_target as share_of_group,
    joint.n_vacancies / o.n_vacancies as share_of_occupation
from joint
inner join targets as t using (certificate)
inner join {{ ref('marts_occupations') }} as o using (occupation)
where joint.n_vacancies >= {{ var('min_postings') }}
