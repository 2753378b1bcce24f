-- One requirement and a skill that it names, asked for or not.
select
    cs.competency_id,
    cs.skill_id,
    c.certificate,
    c.level,
    c.level_rank,
    s.name,
    s.name_en,
    s.type
from {{ source('derived', 'competency_skills') }} as cs
inner join {{ source('derived', 'competencies') }} as c using (competency_id)
inner join {{ source('derived', 'skills') }} as s using (skill_id)
