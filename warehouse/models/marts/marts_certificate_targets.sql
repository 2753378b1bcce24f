-- One certificate: by what its job group was formed, and how many vacancies came by which way.
with sizes as (
    select
        cv.certificate,
        count(*) as n_vacancies,
        count(distinct v.employer_key) as n_employers,
        count(*) filter (cv.via = 'title') as n_title,
        count(*) filter (cv.via = 'skills') as n_skills,
        count(*) filter (cv.via = 'hand') as n_hand,
        count(v.month) as n_dated,
        {{ first_known('v.month', 'v.year') }} as first_month,
        {{ last_known('v.month', 'v.year') }} as last_month,
        {{ by_size('v.source') }} as sources
    from {{ ref('marts_certificate_vacancies') }} as cv
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    group by cv.certificate
)

select
    t.certificate,
    t.proposed,
    t.titles,
    t.exclude_titles,
    t.core_skills,
    t.include,
    t.exclude,
    t.skills_trusted,
    t.n_check,
    t.n_check_own,
    coalesce(sizes.n_vacancies, 0) as n_vacancies,
    coalesce(sizes.n_employers, 0) as n_employers,
    coalesce(sizes.n_title, 0) as n_title,
    coalesce(sizes.n_skills, 0) as n_skills,
    coalesce(sizes.n_hand, 0) as n_hand,
    coalesce(sizes.n_dated, 0) as n_dated,
    sizes.first_month,
    sizes.last_month,
    coalesce(sizes.sources, []) as sources
from {{ source('derived', 'certificate_targets') }} as t
left join sizes using (certificate)
