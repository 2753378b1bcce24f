-- One vacancy and a judged skill.
select vs.vacancy_id, vs.skill_id, vs.wording
from {{ ref('core_vacancy_skills') }} as vs
inner join {{ ref('marts_skills') }} as s using (skill_id)
where s.n_vacancies >= {{ var('min_postings') }}
