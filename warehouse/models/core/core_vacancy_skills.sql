-- One vacancy and a skill that its text names, with the first span that names it (the witness). Vacancies abroad
-- are left out: nothing that is counted from here on is foreign.
with named as (
    select
        v.vacancy_id,
        v.text_hash,
        s.skill_id,
        count(*) as n_mentions,
        arg_min(m.span_start, m.span_start) as span_start,
        arg_min(m.span_end, m.span_start) as span_end,
        max(m.score) as score
    from {{ ref('core_vacancies') }} as v
    inner join {{ source('derived', 'mentions') }} as m using (text_hash)
    inner join {{ source('derived', 'surfaces') }} as s using (surface)
    where not v.is_foreign
    group by all
)

select
    named.* exclude (text_hash),
    -- the words around the span: equal where one text was copied, whoever posts it
    hash(regexp_replace(
        lower(substr(t.description, greatest(span_start - {{ var('wording_reach') }}, 0) + 1,
                     span_end - span_start + 2 * {{ var('wording_reach') }})),
        '[\s\d[:punct:]，。、；：]', '', 'g'
    )) as wording
from named
inner join {{ ref('staging_posting_texts') }} as t using (text_hash)
