-- One occupation: demand in China by titles that name it for certain, marks, and certificates whose names speak of it.
with demand as (
    select
        o.occupation,
        count(*) as n_vacancies,
        count(distinct v.employer_key) filter (v.employer_is_named) as n_employers,
        count(distinct v.source) as n_sources
    from {{ ref('core_vacancy_occupations') }} as o
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    group by o.occupation
),

links as (
    select
        occupation,
        count(*) filter (extent = 'same') as n_same,
        count(*) filter (extent = 'part') as n_part
    from {{ source('derived', 'occupation_links') }}
    group by occupation
)

select
    o.occupation,
    o.code,
    o.zh,
    o.en,
    o.digital,
    o.green,
    o.batch,
    coalesce(demand.n_vacancies, 0) as n_vacancies,
    coalesce(demand.n_employers, 0) as n_employers,
    coalesce(demand.n_sources, 0) as n_sources,
    coalesce(links.n_same, 0) as n_same,
    coalesce(links.n_part, 0) as n_part
from {{ source('derived', 'occupations') }} as o
left join demand using (occupation)
left join links using (occupation)
