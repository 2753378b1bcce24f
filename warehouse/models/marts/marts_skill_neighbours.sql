-- One candidate skill and a skill of the list that is spelled most like it.
select n.*
from {{ source('derived', 'skill_neighbours') }} as n
semi join {{ ref('marts_skills') }} using (skill_id)
