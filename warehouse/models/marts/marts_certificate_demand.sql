-- One certificate and a skill asked for in its job group: how much, and whether this certificate teaches it.
with demand as (
    select
        cv.certificate,
        vs.skill_id,
        count(*) as n_vacancies,
        count(distinct v.employer_key) as n_employers,
        count(distinct v.source) as n_sources
    from {{ ref('marts_certificate_vacancies') }} as cv
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    inner join {{ ref('core_vacancy_skills') }} as vs using (vacancy_id)
    group by all
),

sizes as (
    select
        cv.certificate,
        count(*) as n_target,
        count(distinct v.employer_key) as n_target_employers
    from {{ ref('marts_certificate_vacancies') }} as cv
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    group by cv.certificate
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
    z.n_target,
    d.n_vacancies / z.n_target as share,
    {{ wilson90('d.n_vacancies', 'z.n_target', -1) }} as share_low,
    {{ wilson90('d.n_vacancies', 'z.n_target', 1) }} as share_high,
    best.competency_id,
    best.score,
    best.p_covered,
    coalesce(best.verdict, 'not_covered') as verdict,
    s.coverage as coverage_elsewhere,
    s.best_competency_id
from demand as d
inner join sizes as z using (certificate)
inner join {{ ref('marts_skills') }} as s using (skill_id)
left join best on best.skill_id = d.skill_id and best.certificate = d.certificate
where d.n_vacancies >= {{ var('min_postings') }}
