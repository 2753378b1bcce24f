-- One skill that is asked for and a spelling that means it, its names too: what a search looks through.
select a.skill_id, a.alias, a.spelling, a.is_name
from {{ source('derived', 'skill_aliases') }} as a
semi join {{ ref('marts_skills') }} using (skill_id)
