{# Education asked for → closed list; an unknown wording gives 'unknown', which the funnel counts. #}
{% macro education_level(column) -%}
    case
        when {{ column }} is null or trim({{ column }}) = '' then 'unstated'
        when regexp_matches({{ column }}, '博士|(?i)ph\.?d') then 'doctor'
        when regexp_matches({{ column }}, '硕士|研究生|(?i)master') then 'master'
        when regexp_matches({{ column }}, '本科|学士|(?i)bachelor') then 'bachelor'
        when regexp_matches({{ column }}, '大专|专科|高职|(?i)associate|college') then 'associate'
        when regexp_matches({{ column }}, '高中|中专|中技|中职|技校|技工|职高|(?i)high school') then 'senior_secondary'
        when regexp_matches({{ column }}, '初中|小学') then 'junior_secondary'
        when regexp_matches({{ column }}, '不限|无要求|无学历|未写|其他|不要求|^\s*无\s*$') then 'any'
        else 'unknown'
    end
{%- endmacro %}

{# Years of experience asked for: the lower bound; 0 where none is needed, NULL where nothing is said. #}
{% macro experience_min_years(column) -%}
    case
        when {{ column }} is null then null
        when regexp_matches({{ column }}, '不限|无需|无经验|无工作经验|不要求|应届|在校|实习') then 0
        when regexp_matches({{ column }}, '\d+\s*年以下|\d+年以内') then 0
        else try_cast(regexp_extract({{ column }}, '(\d+)\s*(?:-|~|－|至|到)?\s*\d*\s*年', 1) as integer)
    end
{%- endmacro %}

{# Salary as printed → yuan a month. `which` is 1 for the lower bound and 2 for the upper one.
   Forms: 10000-15000元/月 · 8千-1.2万·13薪 · 15-25K · 1-1.5万/月 · 20-30万/年 · 200元/天 · 面议 (NULL).
   Some boards print the larger number first. #}
{% macro salary_cny_month(column, which) -%}
    (select round({{ 'least' if which == 1 else 'greatest' }}({{ _salary_number(1) }}, {{ _salary_number(2) }})
        / case when regexp_matches(s, '/\s*年|年薪|万/年') then 12 else 1 end
        * case when regexp_matches(s, '/\s*(天|日)|日薪') then 21.75
               when regexp_matches(s, '/\s*(小时|时)|时薪') then 174 else 1 end)
     from (select lower(regexp_replace({{ column }}, '[·*×]\s*\d+\s*薪', '')) as s)
     where regexp_matches(s, '\d'))
{%- endmacro %}

{# The first or the last number of a printed salary, times the unit that stands behind it, or behind both. #}
{% macro _salary_number(which) -%}
    {%- set low = "try_cast(regexp_extract(s, '([\\d.]+)', 1) as double)" -%}
    {%- set high = "try_cast(coalesce(nullif(regexp_extract(s, '[\\d.]+[^\\d.]{0,6}?[-~－至]\\s*([\\d.]+)', 1), ''), regexp_extract(s, '([\\d.]+)', 1)) as double)" -%}
    {{ low if which == 1 else high }}
        * case
            {%- if which == 1 %}
            when regexp_matches(s, '^[^\d]*[\d.]+\s*万') then 10000
            when regexp_matches(s, '^[^\d]*[\d.]+\s*(千|k)') then 1000
            when {{ low }} >= 1000 then 1  -- 9000-1.2万: the unit is the other number's
            {%- endif %}
            when regexp_matches(s, '[\d.]\s*万') then 10000
            when regexp_matches(s, '[\d.]\s*(千|k)') then 1000
            else 1 end
{%- endmacro %}

{# Which day counts as the day on which the vacancy was new, or NULL; `trend_exclusion` says why. #}
{% macro trend_exclusion() -%}
    case
        when date_basis in ('posted', 'updated') and date_published is not null then
            -- an invented board shows all its months at once; real ones that do show survivors
            case when date_seen is not null and not demonstration
                      and date_seen - date_published > {{ var('stale_after_days') }} then 'stale' end
        when date_basis = 'first_seen' and date_seen is not null then null
        when date_basis = 'file_date' then 'file_date'
        when date_basis = 'year_only' then 'year_only'
        else 'undated'
    end
{%- endmacro %}
