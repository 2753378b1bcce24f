-- One skill that is asked for, with its demand and its best answer among all certificates.
with best as (
    select * from {{ source('derived', 'skill_competency') }}
    qualify row_number() over (partition by skill_id order by rank) = 1
)

select
    s.skill_id,
    s.name,
    s.name_en,
    s.type,
    s.is_known,
    s.is_generic,
    s.field as taxonomy_field,
    s.added,
    d.n_vacancies,
    d.n_employers,
    d.n_sources,
    d.n_effective,
    d.first_month,
    d.last_month,
    best.competency_id as best_competency_id,
    best.p_covered,
    coalesce(best.verdict, 'unjudged') as coverage,
    best.basis,
    best.via as coverage_via
from {{ source('derived', 'skills') }} as s
inner join {{ ref('core_skill_demand') }} as d using (skill_id)
left join best using (skill_id)
