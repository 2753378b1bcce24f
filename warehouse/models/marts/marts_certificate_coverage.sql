-- One certificate and level: demand that the levels up to it cover, cover partly or miss, and requirements of the
-- level that nobody asks for. Soft skills are left out: every posting asks for them. So are generic ones (软件开发,
-- 项目跟进): whether a clause names them says nothing.
with demand as (
    select * from {{ ref('marts_certificate_demand') }} where type != 'soft' and not is_generic
),

matched as (
    select
        certificate,
        skill_id,
        level_rank,
        max(p_covered) as p_covered,
        max(case verdict when 'covered' then 3 when 'partly' then 2 when 'review' then 1 else 0 end) as verdict_rank
    from {{ source('derived', 'skill_competency') }}
    group by all
),

per_level as (
    select
        c.certificate,
        c.level,
        d.skill_id,
        coalesce(max(m.verdict_rank), 0) as verdict_rank
    from {{ source('derived', 'certificates') }} as c
    inner join demand as d using (certificate)
    left join matched as m
        on m.certificate = d.certificate and m.skill_id = d.skill_id and m.level_rank <= c.level_rank
    group by all
),

counts as (
    select
        certificate,
        level,
        count(*) as n_demanded,
        count(*) filter (verdict_rank = 3) as n_covered,
        count(*) filter (verdict_rank = 2) as n_partly,
        count(*) filter (verdict_rank = 1) as n_review,
        count(*) filter (verdict_rank = 0) as n_missing
    from per_level group by all
),

unasked as (
    select
        certificate,
        level,
        count(*) as n_competencies,
        count(*) filter (n_vacancies < {{ var('min_postings') }}) as n_without_demand,
        max(n_target) as n_target
    from {{ ref('marts_competency_demand') }} group by all
)

select
    c.certificate,
    c.level,
    c.level_rank,
    c.title,
    c.title_en,
    c.sector,
    c.basis,
    c.version,
    coalesce(unasked.n_target, 0) as n_target_vacancies,
    coalesce(counts.n_demanded, 0) as n_demanded,
    coalesce(counts.n_covered, 0) as n_covered,
    coalesce(counts.n_partly, 0) as n_partly,
    coalesce(counts.n_review, 0) as n_review,
    coalesce(counts.n_missing, 0) as n_missing,
    unasked.n_competencies,
    unasked.n_without_demand
from {{ source('derived', 'certificates') }} as c
left join counts using (certificate, level)
left join unasked using (certificate, level)
