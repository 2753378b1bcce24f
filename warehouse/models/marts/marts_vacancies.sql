-- One vacancy as readers may see it: no full text, no employer's contact.
select
    vacancy_id, source, url, title, employer, employer_key, employer_is_named, field, job_group, province_code, country,
    education_level, experience_min_years, salary_min_cny_month, salary_max_cny_month, n_postings, first_seen_date,
    last_seen_date, closed_on, trend_date, month, year, trend_exclusion, demonstration, landing_run, landing_line
from {{ ref('core_vacancies') }}
