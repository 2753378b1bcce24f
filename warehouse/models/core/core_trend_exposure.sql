-- One month and stratum (source x job group): how many new vacancies there were at all.
select
    month,
    source,
    coalesce(job_group, 'other') as job_group,
    count(*) as n_vacancies,
    count(distinct employer_key) as n_employers
from {{ ref('core_vacancies') }}
where month is not null
group by all
