-- One certificate and a skill asked for in its job group: how much, and whether this certificate teaches it.
with members as (
    select cv.certificate, cv.vacancy_id, v.employer_key, v.source
    from {{ ref('marts_certificate_vacancies') }} as cv
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
),

asking as (
    select m.certificate, vs.skill_id, m.employer_key, m.source
    from members as m inner join {{ ref('core_vacancy_skills') }} as vs using (vacancy_id)
),

named as (
    select certificate, skill_id, employer_key, count(*) as x from asking group by all
),

{{ sized(['certificate'], ['skill_id']) }},

sources as (
    select certificate, skill_id, count(distinct source) as n_sources from asking group by all
),

demand as (
    select
        certificate,
        skill_id,
        asked.k as n_vacancies,
        asked.h_some as n_employers,
        sources.n_sources,
        sizes.n as n_target,
        asked.k / sizes.n as share,
        {{ effective_size('asked', 'sizes') }} as n_effective
    from asked inner join sizes using (certificate) inner join sources using (certificate, skill_id)
),

best as (
    select skill_id, certificate, competency_id, score, p_covered, verdict, basis
    from {{ source('derived', 'skill_competency') }}
    qualify row_number() over (
        partition by skill_id, certificate order by rank
    ) = 1
)

select
    d.certificate,
    d.skill_id,
    s.name,
    s.name_en,
    s.type,
    s.is_known,
    s.is_generic,
    d.n_vacancies,
    d.n_employers,
    d.n_sources,
    d.n_target,
    d.share,
    d.n_effective,
    {{ wilson90('d.share', 'd.n_effective', -1) }} as share_low,
    {{ wilson90('d.share', 'd.n_effective', 1) }} as share_high,
    best.competency_id,
    best.score,
    best.p_covered,
    coalesce(best.verdict, 'not_covered') as verdict,
    s.coverage as coverage_elsewhere,
    s.best_competency_id
from demand as d
inner join {{ ref('marts_skills') }} as s on s.skill_id = d.skill_id
left join best on best.skill_id = d.skill_id and best.certificate = d.certificate
where d.n_vacancies >= {{ var('min_postings') }}
