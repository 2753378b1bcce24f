-- One vacancy and a skill that its text names, with the first span that names it (the witness). Vacancies abroad
-- are left out: nothing that is counted from here on is foreign.
select
    v.vacancy_id,
    s.skill_id,
    count(*) as n_mentions,
    arg_min(m.span_start, m.span_start) as span_start,
    arg_min(m.span_end, m.span_start) as span_end,
    max(m.score) as score
from {{ ref('core_vacancies') }} as v
inner join {{ source('derived', 'mentions') }} as m using (text_hash)
inner join {{ source('derived', 'surfaces') }} as s using (surface)
where not v.is_foreign
group by 1, 2
