{# Interval of a share of k in n (Wilson, 1927), 90 %: `bound` is -1 for the lower and 1 for the upper end. #}
{% macro wilson90(k, n, bound) -%}
    {%- set z = 1.6448536269514722 -%}
    least(greatest(
        (({{ k }} / {{ n }} + {{ z * z }} / (2 * {{ n }}))
            + {{ bound }} * {{ z }} * sqrt(({{ k }} / {{ n }}) * (1 - {{ k }} / {{ n }}) / {{ n }}
                + {{ z * z }} / (4 * {{ n }} * {{ n }})))
        / (1 + {{ z * z }} / {{ n }}), 0), 1)
{%- endmacro %}
