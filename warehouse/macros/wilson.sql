{# Interval of a share of `n` (Wilson, 1927), 90 %: `n` may be an effective size, above zero; `bound` is -1 for the
   lower and 1 for the upper end. #}
{% macro wilson90(share, n, bound) -%}
    {%- set z = 1.6448536269514722 -%}
    least(greatest(
        (({{ share }}) + {{ z * z }} / (2 * {{ n }})
            + {{ bound }} * {{ z }} * sqrt(({{ share }}) * (1 - ({{ share }})) / {{ n }}
                + {{ z * z }} / (4 * {{ n }} * {{ n }})))
        / (1 + {{ z * z }} / {{ n }}), 0), 1)
{%- endmacro %}
