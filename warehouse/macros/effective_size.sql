{# Vacancies of one employer are alike: the size that a sample of unlike vacancies would need to be as telling as these.
   What it rests on, and why so few employers count as vacancies, is said in warehouse/queries/intervals.py, which has
   the same for pages and packs. #}

{# Sums over rows that are an employer of a group with its vacancies `m`. #}
{% macro group_sums() -%}
    sum(m)::bigint as n, sum(m * m)::double as mm, count(*) as h
{%- endmacro %}

{# Sums over rows that are an employer of a group with its vacancies `m`, of which `x` ask for something; employers with none may be left out. #}
{% macro asked_sums() -%}
    sum(x)::bigint as k, sum(x * x)::double as xx, sum(x * m)::double as xm, count(*) filter (x > 0) as h_some,
    count(*) filter (x = m) as h_every
{%- endmacro %}

{# The common table expressions `employers`, `sizes` and `asked`, from two before them: `members`, a row a vacancy with the
   columns `group` and `employer_key`, and `named`, a row an employer with the columns `group`, `item` and `employer_key`,
   of whose vacancies `x` ask for the item. Lists of names of columns; no `group`: the members are one. #}
{% macro sized(group, item) -%}
employers as (
    select {{ (group + ['employer_key']) | join(', ') }}, count(*) as m from members group by all
),

sizes as (
    select {{ (group + [group_sums()]) | join(', ') }} from employers {{ 'group by ' ~ group | join(', ') if group }}
),

asked as (
    select {{ (group + item + [asked_sums()]) | join(', ') }}
    from named inner join employers using ({{ (group + ['employer_key']) | join(', ') }})
    group by all
)
{%- endmacro %}

{# Effective size of `n` vacancies: `asked` and `whole` are aliases of rows with the sums above; nothing asked for is 0
   or NULL in `asked`. NULL where the group is empty. #}
{% macro effective_size(asked, whole) -%}
    {%- set k = 'coalesce(' ~ asked ~ '.k, 0)' -%}
    {%- set q = '(' ~ asked ~ '.xx - 2 * ' ~ asked ~ '.k / ' ~ whole ~ '.n * ' ~ asked ~ '.xm + ('
        ~ asked ~ '.k / ' ~ whole ~ '.n) ** 2 * ' ~ whole ~ '.mm)' -%}
    case when {{ whole }}.n > 0 then greatest(1.0, least(
        {{ whole }}.n::double,
        case when {{ q }} > 0
            then {{ k }}::double * ({{ whole }}.n - {{ k }}) / {{ q }} * ({{ whole }}.h - 1) / {{ whole }}.h
                * {{ whole }}.n / ({{ whole }}.n - 1)
        end,
        case when least(coalesce({{ asked }}.h_some, 0), {{ whole }}.h - coalesce({{ asked }}.h_every, 0))
                < {{ var('clustered_employers') }}
            then {{ whole }}.h::double
        end
    )) end
{%- endmacro %}
