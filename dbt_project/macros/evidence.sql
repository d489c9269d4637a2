{#
    One row per pair and comparison, with the level of agreement, from the columns of a
    relation of pairs that has one column for each comparison.
#}
{% macro levels_by_comparison(pairs, keys) -%}
    {%- for comparison in ['phone', 'email', 'name', 'address', 'organization', 'time'] %}
    select
        {{ keys }},
        '{{ comparison }}' as comparison,
        cast(gamma_{{ comparison }} as integer) as gamma,
    from {{ pairs }}
    where gamma_{{ comparison }} >= 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
