{# How campaign names are put together by a pattern. #}

{#
    A pattern with each placeholder replaced by the column <prefix><placeholder>_part;
    where that is null or empty the placeholder stays.
#}
{% macro filled_pattern(pattern, placeholders, prefix) -%}
    {%- set filled = namespace(text=pattern) -%}
    {%- for placeholder in placeholders -%}
        {%- set braced = "'{" ~ placeholder ~ "}'" -%}
        {%- set part = prefix ~ placeholder ~ '_part' -%}
        {%- set kept = 'coalesce(nullif(' ~ part ~ ", ''), " ~ braced ~ ')' -%}
        {%- set arguments = [filled.text, braced, kept] | join(', ') -%}
        {%- set filled.text = 'replace(' ~ arguments ~ ')' -%}
    {%- endfor -%}
    {{ filled.text }}
{%- endmacro %}
