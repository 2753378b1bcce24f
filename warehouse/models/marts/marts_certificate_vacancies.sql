-- One certificate and a vacancy of its job group (by title).
select distinct tc.certificate, v.vacancy_id
from {{ source('derived', 'title_certificates') }} as tc
inner join {{ ref('core_vacancies') }} as v using (title)
where not v.is_foreign
