-- One group of vacancies in China and what they ask for: how many name it.
with placed as (
    select v.vacancy_id, v.employer_key, v.employer_is_named, v.field, v.province_code, v.year, r.answer
    from {{ ref('core_vacancies') }} as v
    inner join {{ ref('core_vacancy_recognition') }} as r using (vacancy_id)
),

groups as (
    select vacancy_id, 'all' as scope, '' as field, '' as province_code, 0 as year from placed
    union all select vacancy_id, 'field', field, '', 0 from placed where field is not null
    union all select vacancy_id, 'province', '', province_code, 0 from placed where province_code is not null
    union all select vacancy_id, 'field_province', field, province_code, 0 from placed
              where field is not null and province_code is not null
    union all select vacancy_id, 'year', '', '', year from placed where year is not null
),

named as (
    select vacancy_id, kind, stance from {{ ref('core_vacancy_certificates') }}
    union all
    select vacancy_id, 'certificate', stance from {{ ref('core_vacancy_certificates') }}
    where kind in ('one_x', 'grade', 'industry', 'title', 'general')
    union all
    select vacancy_id, answer, 'required' from placed where answer <> 'certificate'
),

-- a vacancy that requires one certificate and welcomes another requires
judged as (
    select
        vacancy_id,
        kind,
        case min(case stance when 'required' then 1 when 'preferred' then 2 when 'negated' then 3 else 4 end)
            when 1 then 'required' when 2 then 'preferred' when 3 then 'negated' else 'mentioned' end as stance
    from named group by all
),

employers as (
    select scope, g.field, g.province_code, g.year, p.employer_key, p.employer_is_named, count(*) as m
    from groups as g inner join placed as p using (vacancy_id)
    group by all
),

sizes as (
    select
        scope, field, province_code, year, {{ group_sums() }},
        count(*) filter (employer_is_named) as n_total_employers
    from employers
    group by all
),

counts as (
    select
        scope, g.field, g.province_code, g.year, j.kind,
        count(*) filter (j.stance = 'required') as n_required,
        count(*) filter (j.stance = 'preferred') as n_preferred,
        count(*) filter (j.stance = 'negated') as n_negated,
        count(distinct p.employer_key) filter (p.employer_is_named and j.stance in ('required', 'preferred'))
            as n_employers
    from groups as g
    inner join placed as p using (vacancy_id)
    inner join judged as j using (vacancy_id)
    group by all
),

asking as (
    select scope, g.field, g.province_code, g.year, j.kind, p.employer_key, count(*) as x
    from groups as g
    inner join placed as p using (vacancy_id)
    inner join judged as j using (vacancy_id)
    where j.stance in ('required', 'preferred')
    group by all
),

asked as (
    select scope, field, province_code, year, kind, {{ asked_sums() }}
    from asking inner join employers using (scope, field, province_code, year, employer_key)
    group by all
),

kinds as (
    select unnest([
        'certificate', 'one_x', 'grade', 'industry', 'title', 'general', 'language', 'driving', 'permit',
        'only_education', 'only_skills', 'neither'
    ]) as kind
)

select
    s.scope, s.field, s.province_code, s.year, k.kind, s.n as n_total, s.n_total_employers,
    coalesce(c.n_required, 0) as n_required,
    coalesce(c.n_preferred, 0) as n_preferred,
    coalesce(c.n_negated, 0) as n_negated,
    coalesce(c.n_employers, 0) as n_employers,
    coalesce(c.n_required + c.n_preferred, 0) as n_vacancies,
    {{ effective_size('a', 's') }} as n_effective
from sizes as s
cross join kinds as k
left join counts as c
    on c.scope = s.scope and c.field = s.field and c.province_code = s.province_code and c.year = s.year
    and c.kind = k.kind
left join asked as a
    on a.scope = s.scope and a.field = s.field and a.province_code = s.province_code and a.year = s.year
    and a.kind = k.kind
