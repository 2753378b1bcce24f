-- One occupation and the vacancies in China whose titles name it, in all fields (field empty) or in one.
with placed as (
    select vacancy_id, employer_key, employer_is_named, unnest(list_distinct(['', coalesce(field, '')])) as field
    from {{ ref('core_vacancies') }}
    where not is_foreign
),

sizes as (
    select field, count(*) as n_total from placed group by field
),

counts as (
    select
        o.occupation,
        p.field,
        count(*) as n_vacancies,
        count(distinct p.employer_key) filter (p.employer_is_named) as n_employers
    from placed as p
    inner join {{ ref('core_vacancy_occupations') }} as o using (vacancy_id)
    group by all
)

select
    c.occupation,
    c.field,
    c.n_vacancies,
    c.n_employers,
    s.n_total,
    c.n_vacancies / s.n_total as share,
    {{ wilson90('c.n_vacancies', 's.n_total', -1) }} as low,
    {{ wilson90('c.n_vacancies', 's.n_total', 1) }} as high
from counts as c
inner join sizes as s using (field)
