-- One certificate, licence or title that vacancies in China name, in all fields (field empty) or in one.
with named as (
    select c.entry, c.stance, v.employer_key, v.employer_is_named, unnest(list_distinct(['', coalesce(v.field, '')])) as field
    from {{ ref('core_vacancy_certificates') }} as c
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
)

select
    named.entry,
    named.field,
    e.kind,
    e.zh,
    e.en,
    count(*) filter (stance in ('required', 'preferred')) as n_vacancies,
    count(distinct employer_key) filter (employer_is_named and stance in ('required', 'preferred')) as n_employers,
    count(*) filter (stance = 'required') as n_required,
    count(*) filter (stance = 'preferred') as n_preferred,
    count(*) filter (stance = 'negated') as n_negated,
    count(*) filter (stance = 'mentioned') as n_mentioned
from named
inner join {{ source('derived', 'recognition_entries') }} as e using (entry)
group by all
