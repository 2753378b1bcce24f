-- One requirement: the demand for what it teaches, in its certificate's job group and over all vacancies in China, its
-- trend in the group, and what may be said of it. A vacancy asks for it when it names a skill that it covers.
with taught as (
    select certificate, competency_id, skill_id
    from {{ source('derived', 'skill_competency') }} where verdict = 'covered'
),

members as (select employer_key from {{ ref('core_vacancies') }} where not is_foreign),

named as (
    select t.competency_id, v.employer_key, count(distinct v.vacancy_id) as x
    from taught as t
    inner join {{ ref('core_vacancy_skills') }} as vs using (skill_id)
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    where not v.is_foreign
    group by all
),

{{ sized([], ['competency_id']) }},

over_all as (
    select
        c.competency_id,
        coalesce(a.k, 0) as n_vacancies,
        coalesce(a.h_some, 0) as n_employers,
        coalesce(e.n, 0) as n,
        coalesce(a.k, 0) / nullif(e.n, 0) as share,
        {{ effective_size('a', 'e') }} as n_effective
    from {{ source('derived', 'competencies') }} as c
    cross join sizes as e
    left join asked as a using (competency_id)
),

carriers as (
    select
        t.competency_id,
        list(
            {'skill_id': d.skill_id, 'name': d.name, 'name_en': d.name_en, 'n_vacancies': d.n_vacancies}
            order by d.n_vacancies desc, d.skill_id
        )[:{{ var('carriers') }}] as skills
    from taught as t
    inner join {{ ref('marts_certificate_demand') }} as d using (certificate, skill_id)
    group by t.competency_id
),

measured as (
    select
        d.*,
        case when d.n_target > 0 then {{ wilson90('d.share', 'd.n_effective', -1) }} end as share_low,
        -- nothing seen in n leaves up to 3 / n (Hanley and Lippman-Hand, 1983), a little more than Wilson's interval
        case
            when d.n_target > 0 and d.n_vacancies = 0 then least(1.0, 3 / d.n_effective)
            when d.n_target > 0 then {{ wilson90('d.share', 'd.n_effective', 1) }}
        end as share_high,
        d.n_vacancies >= {{ var('min_postings') }} and d.n_employers >= {{ var('clause_min_employers') }} as is_seen
    from {{ ref('marts_competency_demand') }} as d
)

select
    c.competency_id,
    c.certificate,
    c.level,
    c.level_rank,
    c.position,
    c.code,
    c.domain,
    c.domain_en,
    c.task,
    c.task_en,
    c.text,
    c.text_en,
    c.basis,
    m.n_vacancies,
    m.n_employers,
    m.n_target,
    m.share,
    m.n_effective,
    m.share_low,
    m.share_high,
    a.n_vacancies as n_vacancies_all,
    a.n_employers as n_employers_all,
    a.n as n_all,
    a.share as share_all,
    a.n_effective as n_effective_all,
    case when a.n > 0 then {{ wilson90('a.share', 'a.n_effective', -1) }} end as share_all_low,
    case when a.n > 0 then {{ wilson90('a.share', 'a.n_effective', 1) }} end as share_all_high,
    t.direction,
    t.ratio,
    t.ratio_low,
    t.ratio_high,
    t.n_recent,
    t.n_baseline,
    t.n_group_recent,
    t.n_group_baseline,
    t.reason as no_trend,
    case
        when m.is_seen and t.direction = 'down' then 'fading'
        when m.is_seen and m.share_high >= {{ var('clause_floor') }} then 'in_demand'
        when m.is_seen then 'rare'
        when m.n_vacancies < {{ var('min_postings') }} and m.share_high < {{ var('clause_floor') }} then 'no_demand'
        else 'too_little'
    end as status,
    coalesce(carriers.skills, []) as skills
from {{ source('derived', 'competencies') }} as c
inner join measured as m using (competency_id)
inner join over_all as a using (competency_id)
left join {{ source('derived', 'competency_trends') }} as t using (competency_id)
left join carriers using (competency_id)
