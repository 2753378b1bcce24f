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

employers as (
    select cv.certificate, v.employer_key, count(*) as m
    from {{ ref('marts_certificate_vacancies') }} as cv
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    group by all
),

sizes as (
    select certificate, {{ group_sums() }} from employers group by certificate
),

named as (
    select cv.certificate, vs.skill_id, v.employer_key, count(*) as x
    from {{ ref('marts_certificate_vacancies') }} as cv
    inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
    inner join {{ ref('core_vacancy_skills') }} as vs using (vacancy_id)
    group by all
),

asked as (
    select certificate, skill_id, {{ asked_sums() }}
    from named inner join employers using (certificate, employer_key)
    group by all
),

measured as (
    select a.certificate, a.skill_id, {{ effective_size('a', 'z') }} as n_effective
    from asked as a inner join sizes as z using (certificate)
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
    z.n as n_target,
    d.n_vacancies / z.n as share,
    m.n_effective,
    {{ wilson90('d.n_vacancies / z.n', 'm.n_effective', -1) }} as share_low,
    {{ wilson90('d.n_vacancies / z.n', 'm.n_effective', 1) }} as share_high,
    best.competency_id,
    best.score,
    best.p_covered,
    coalesce(best.verdict, 'not_covered') as verdict,
    s.coverage as coverage_elsewhere,
    s.best_competency_id
from demand as d
inner join sizes as z using (certificate)
inner join measured as m on m.certificate = d.certificate and m.skill_id = d.skill_id
inner join {{ ref('marts_skills') }} as s on s.skill_id = d.skill_id
left join best on best.skill_id = d.skill_id and best.certificate = d.certificate
where d.n_vacancies >= {{ var('min_postings') }}
