-- One posting of one source: typed, closed lists mapped; the same posting in several runs is joined.
with source as (
    select * from {{ source('raw', 'postings') }}
),

seen as (
    select
        posting_id,
        min(date_seen) as first_seen_date,
        max(date_seen) as last_seen_date,
        count(*) as n_lines
    from source
    group by posting_id
),

-- what a crawl met again without landing it anew, and what it found gone
lives as (
    select
        posting_id,
        min(first_seen) over (partition by posting_id) as first_seen,
        last_seen,
        removed_on
    from {{ source('raw', 'lifecycle') }}
    -- what was said last counts: a posting found gone keeps the day on which it was last seen
    qualify row_number() over (
        partition by posting_id order by last_seen desc nulls last, removed_on is null, removed_on, run_id desc
    ) = 1
),

kept as (
    select * from source
    qualify row_number() over (partition by posting_id order by date_seen nulls last, run_id, line) = 1
),

typed as (
    select
        kept.*,
        {{ trend_exclusion() }} as trend_exclusion
    from kept
)

select
    typed.posting_id,
    typed.run_id,
    typed.line,
    typed.source,
    typed.source_job_id,
    typed.url,
    trim(typed.title) as title,
    nullif(trim(typed.employer), '') as employer,
    {{ employer_key('typed.employer') }} as employer_key,
    coalesce(typed.location_raw, '') as location_raw,
    coalesce(typed.province_raw, '') as province_raw,
    typed.country,
    coalesce(typed.industry_raw, '') as industry_raw,
    {{ education_level('typed.education_raw') }} as education_level,
    typed.education_raw,
    {{ experience_min_years('typed.experience_raw') }} as experience_min_years,
    {{ salary_cny_month('typed.salary_raw', 1) }} as salary_min_cny_month,
    {{ salary_cny_month('typed.salary_raw', 2) }} as salary_max_cny_month,
    substr(sha256(typed.description), 1, 16) as text_hash,
    typed.tags,
    typed.date_basis,
    typed.date_published,
    least(seen.first_seen_date, lives.first_seen) as first_seen_date,
    greatest(seen.last_seen_date, lives.last_seen) as last_seen_date,
    -- a landing line of a later day shows it open again; a posting past its validity is gone though boards show it on
    case when lives.last_seen >= coalesce(seen.last_seen_date, lives.last_seen) then lives.removed_on end as removed_on,
    typed.year,
    typed.trend_exclusion,
    case when typed.trend_exclusion is null then
        case when typed.date_basis = 'first_seen' then typed.date_seen
             else least(typed.date_published, coalesce(typed.date_seen, typed.date_published)) end
    end as trend_date,
    typed.truncated,
    typed.demonstration,
    seen.n_lines
from typed
inner join seen using (posting_id)
left join lives using (posting_id)
