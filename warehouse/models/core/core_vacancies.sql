-- One vacancy: near-identical postings of one employer and place within 60 days are one.
with grouped as (
    select
        p.* exclude (trend_date, trend_exclusion),
        g.group_id,
        -- a posting from abroad is kept, and never counted as demand in China
        coalesce(p.country, 'CN') <> 'CN' as is_foreign,
        case when coalesce(p.country, 'CN') = 'CN' then p.trend_date end as trend_date,
        case when coalesce(p.country, 'CN') = 'CN' then p.trend_exclusion else 'foreign' end as trend_exclusion
    from {{ ref('staging_postings') }} as p
    inner join {{ source('derived', 'posting_groups') }} as g using (posting_id)
),

sizes as (
    select
        group_id,
        count(*) as n_postings,
        min(trend_date) as trend_date,
        min(first_seen_date) as first_seen_date,
        max(last_seen_date) as last_seen_date,
        -- closed when every posting of the vacancy is gone
        case when bool_and(removed_on is not null) then max(removed_on) end as closed_on,
        -- the reason is kept only where no posting of the group has a usable date
        case when min(trend_date) is null then min(trend_exclusion) end as trend_exclusion
    from grouped
    group by group_id
)

select
    grouped.group_id as vacancy_id,
    grouped.source,
    grouped.url,
    grouped.title,
    grouped.employer,
    coalesce(grouped.employer_key, 'unnamed:' || grouped.group_id) as employer_key,
    grouped.employer_key is not null as employer_is_named,
    titles.field,
    titles.job_group,
    locations.province_code,
    grouped.country,
    grouped.is_foreign,
    grouped.education_level,
    grouped.experience_min_years,
    grouped.salary_min_cny_month,
    grouped.salary_max_cny_month,
    grouped.text_hash,
    sizes.n_postings,
    sizes.first_seen_date,
    sizes.last_seen_date,
    sizes.closed_on,
    sizes.trend_date,
    strftime(sizes.trend_date, '%Y-%m') as month,
    coalesce(strftime(sizes.trend_date, '%Y')::integer, grouped.year) as year,
    sizes.trend_exclusion,
    grouped.demonstration,
    grouped.run_id as landing_run,
    grouped.line as landing_line
from grouped
inner join sizes using (group_id)
left join {{ source('derived', 'titles') }} as titles using (title, industry_raw)
left join {{ source('derived', 'locations') }} as locations using (location_raw, province_raw)
where grouped.posting_id = grouped.group_id
