{#
    The records in force of one source table, named as the marts name them.

    `lead_id` is the lead that a record is, or says that it is about; `occurred_at` the
    moment that it tells of. Give null where a table has none.
#}
{% macro source_record(table_name, record_id, lead_id='null', occurred_at='null') -%}
    select
        '{{ table_name }}' as source_table,
        {{ record_id }} as record_id,
        cast({{ lead_id }} as {{ dbt.type_string() }}) as lead_id,
        cast({{ occurred_at }} as {{ dbt.type_timestamp() }}) as occurred_at,
        row_hash,
        delivered_at,
        source_file,
        source_line,
    from {{ ref('stg_' ~ table_name) }}
{%- endmacro %}

{# The record of a day's spend, which has no id of its own. #}
{% macro spend_record() -%}
    'spend:' || concat_ws(
        '|', cast(spend_date as {{ dbt.type_string() }}), campaign_id, company_id
    )
{%- endmacro %}
