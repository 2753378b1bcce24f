-- One skill: how much it is asked for over all vacancies, dated or not.
select
    vs.skill_id,
    count(*) as n_vacancies,
    count(distinct v.employer_key) as n_employers,
    count(distinct v.source) as n_sources,
    min(v.month) as first_month,
    max(v.month) as last_month
from {{ ref('core_vacancy_skills') }} as vs
inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
group by vs.skill_id
