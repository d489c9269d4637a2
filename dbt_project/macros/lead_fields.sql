{# How a column of leads, by its declaration in the contract, is read by a rule. #}

{# Its values as text; of a list one row each. #}
{% macro lead_field_text(column) -%}
    {%- if column.type == 'list' -%}
        {{ exploded('leads.' ~ column.staged) }}
    {%- else -%}
        cast(leads.{{ column.staged }} as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}

{# Its value as a number; null where it holds none. #}
{% macro lead_field_number(column) -%}
    {%- if column.type in ('integer', 'decimal', 'money') -%}
        cast(leads.{{ column.staged }} as double)
    {%- else -%}
        cast(null as double)
    {%- endif -%}
{%- endmacro %}
