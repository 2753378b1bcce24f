-- One vacancy in China and a certificate, licence or title that its text names, with how it is asked for.
select
    v.vacancy_id,
    r.entry,
    e.kind,
    r.stance,
    r.span_start,
    r.span_end,
    r.wording
from {{ ref('core_vacancies') }} as v
inner join {{ source('derived', 'recognition') }} as r using (text_hash)
inner join {{ source('derived', 'recognition_entries') }} as e using (entry)
where not v.is_foreign
