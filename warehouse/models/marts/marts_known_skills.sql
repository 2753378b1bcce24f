-- One skill of the list, asked for or not, with every spelling that means it: what a candidate can be merged into.
select
    s.skill_id,
    s.name,
    s.name_en,
    s.type,
    s.field as taxonomy_field,
    list(a.alias order by a.is_name desc, a.alias) as aliases,
    list(a.spelling order by a.is_name desc, a.alias) as spellings
from {{ source('derived', 'skills') }} as s
inner join {{ source('derived', 'skill_aliases') }} as a using (skill_id)
where s.is_known and not starts_with(s.skill_id, 'new.')
group by all
