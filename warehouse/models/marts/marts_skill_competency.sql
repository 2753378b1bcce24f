-- One skill and a competency near to it.
select * from {{ source('derived', 'skill_competency') }}
