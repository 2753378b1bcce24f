-- One skill and a vacancy that names it, with a short excerpt in which the span is marked.
select e.skill_id, e.vacancy_id, e.rank, e.excerpt, e.mark_start, e.mark_end
from {{ source('derived', 'evidence') }} as e
inner join {{ ref('marts_skills') }} as s using (skill_id)
