{# Schemas are called exactly what the layer is called (staging, core, marts). #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}

{# One spelling per employer: width, case, blanks, brackets' content and legal forms do not tell employers apart. #}
{% macro employer_key(column) -%}
    nullif(regexp_replace(regexp_replace(lower(translate({{ column }}, '（）　', '() ')),
        '\(.*?\)|\s+|[·.,，。]', '', 'g'),
        '(股份有限公司|有限责任公司|集团有限公司|有限公司|分公司|集团)$', ''), '')
{%- endmacro %}

{# A model's file is named <layer>_<table>; inside its schema the table drops the layer. #}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- set layer = node.config.schema ~ '_' -%}
    {{ custom_alias_name or (node.name[layer | length:] if node.name.startswith(layer) else node.name) }}
{%- endmacro %}
