-- One vacancy in China whose title names an occupation for certain.
select
    v.vacancy_id,
    t.occupation
from {{ ref('core_vacancies') }} as v
inner join {{ source('derived', 'title_occupations') }} as t using (title)
where not v.is_foreign
