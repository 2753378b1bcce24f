-- One judged skill, month and stratum: what every trend and every as-of answer is computed from.
select c.*
from {{ ref('core_skill_trend_cells') }} as c
inner join {{ ref('marts_skills') }} as s using (skill_id)
where s.n_vacancies >= {{ var('min_postings') }}
