{# Period and sources of some vacancies, as in warehouse/queries/extent.py: aggregates over their months, years and
   sources. A year stands where no month is known; the source with the most vacancies comes first. #}
{% macro first_known(month, year) -%} min(coalesce({{ month }}, {{ year }}::varchar)) {%- endmacro %}
{% macro last_known(month, year) -%} max(coalesce({{ month }}, {{ year }}::varchar)) {%- endmacro %}
{% macro by_size(source) -%}
    list_transform(
        list_sort(list_transform(map_entries(histogram({{ source }})), lambda e: {'n': -e.value::bigint, 'key': e.key})),
        lambda e: e.key
    )
{%- endmacro %}
