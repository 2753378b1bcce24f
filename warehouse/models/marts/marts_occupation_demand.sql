-- One occupation and the vacancies in China whose titles name it, in all fields (field empty) or in one.
with members as (
    select vacancy_id, employer_key, employer_is_named, unnest(list_distinct(['', coalesce(field, '')])) as field
    from {{ ref('core_vacancies') }}
    where not is_foreign
),

named as (
    select o.occupation, m.field, m.employer_key, m.employer_is_named, count(*) as x
    from members as m
    inner join {{ ref('core_vacancy_occupations') }} as o using (vacancy_id)
    group by all
),

{{ sized(['field'], ['occupation']) }},

known as (
    select occupation, field, count(*) filter (employer_is_named) as n_employers from named group by all
),

demand as (
    select
        occupation,
        field,
        asked.k as n_vacancies,
        known.n_employers,
        sizes.n as n_total,
        asked.k / sizes.n as share,
        {{ effective_size('asked', 'sizes') }} as n_effective
    from asked inner join sizes using (field) inner join known using (occupation, field)
)

select
    *,
    {{ wilson90('share', 'n_effective', -1) }} as low,
    {{ wilson90('share', 'n_effective', 1) }} as high
from demand
