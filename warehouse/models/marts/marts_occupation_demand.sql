-- One occupation and the vacancies in China whose titles name it, in all fields (field empty) or in one.
with placed as (
    select vacancy_id, employer_key, employer_is_named, unnest(list_distinct(['', coalesce(field, '')])) as field
    from {{ ref('core_vacancies') }}
    where not is_foreign
),

employers as (
    select field, employer_key, count(*) as m from placed group by all
),

sizes as (
    select field, {{ group_sums() }} from employers group by field
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
),

named as (
    select o.occupation, p.field, p.employer_key, count(*) as x
    from placed as p
    inner join {{ ref('core_vacancy_occupations') }} as o using (vacancy_id)
    group by all
),

asked as (
    select occupation, field, {{ asked_sums() }}
    from named inner join employers using (field, employer_key)
    group by all
),

measured as (
    select a.occupation, a.field, {{ effective_size('a', 's') }} as n_effective
    from asked as a inner join sizes as s using (field)
)

select
    c.occupation,
    c.field,
    c.n_vacancies,
    c.n_employers,
    s.n as n_total,
    c.n_vacancies / s.n as share,
    m.n_effective,
    {{ wilson90('c.n_vacancies / s.n', 'm.n_effective', -1) }} as low,
    {{ wilson90('c.n_vacancies / s.n', 'm.n_effective', 1) }} as high
from counts as c
inner join measured as m using (occupation, field)
inner join sizes as s using (field)
