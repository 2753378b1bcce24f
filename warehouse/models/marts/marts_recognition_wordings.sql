-- One way in which vacancies in China write a certificate that they ask for; ways of fewer employers are left out.
select
    c.entry,
    c.wording,
    count(*) as n_vacancies,
    count(distinct v.employer_key) filter (v.employer_is_named) as n_employers
from {{ ref('core_vacancy_certificates') }} as c
inner join {{ ref('core_vacancies') }} as v using (vacancy_id)
where c.stance in ('required', 'preferred')
group by all
having count(*) >= {{ var('min_postings') }}
    and count(distinct v.employer_key) filter (v.employer_is_named) >= {{ var('min_postings') }}
