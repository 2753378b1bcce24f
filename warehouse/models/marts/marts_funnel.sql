-- One source: from lines read to vacancies that may enter a monthly trend.
with lines as (
    select source, count(*) as n_lines from {{ source('raw', 'postings') }} group by source
),

postings as (
    select
        source,
        count(*) as n_postings,
        count(*) filter (truncated) as n_truncated,
        count(*) filter (education_level = 'unknown') as n_education_unknown
    from {{ ref('staging_postings') }} group by source
),

vacancies as (
    select
        source,
        count(*) as n_vacancies,
        count(*) filter (month is not null) as n_dated,
        count(*) filter (trend_exclusion = 'stale') as n_stale,
        count(*) filter (trend_exclusion = 'file_date') as n_file_date,
        count(*) filter (trend_exclusion = 'year_only') as n_year_only,
        count(*) filter (trend_exclusion = 'undated') as n_undated,
        count(*) filter (trend_exclusion = 'foreign') as n_foreign,
        count(distinct employer_key) filter (employer_is_named) as n_employers,
        min(month) as first_month,
        max(month) as last_month,
        bool_or(demonstration) as demonstration
    from {{ ref('core_vacancies') }} group by source
)

select
    source,
    lines.n_lines,
    postings.n_postings,
    postings.n_truncated,
    postings.n_education_unknown,
    vacancies.n_vacancies,
    vacancies.n_dated,
    vacancies.n_stale,
    vacancies.n_file_date,
    vacancies.n_year_only,
    vacancies.n_undated,
    vacancies.n_foreign,
    vacancies.n_employers,
    vacancies.first_month,
    vacancies.last_month,
    vacancies.demonstration
from lines
inner join postings using (source)
left join vacancies using (source)
