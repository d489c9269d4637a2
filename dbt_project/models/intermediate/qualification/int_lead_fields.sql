-- What leads and calls say in the columns that rules of qualification look at, one row
-- for each value: a list has several, an empty cell none.
{%- set columns = source_contract()['leads'].columns %}
{%- set call_columns = {
    'lead_id': "'call:' || call_id",
    'created_at': 'started_at',
    'origin': "'call'",
    'company_id': 'company_id',
    'campaign': 'campaign',
    'full_name': 'caller_name',
    'phones': 'caller_number',
    'city': 'city',
    'region': 'region',
    'postcode': 'postcode',
    'country': 'country',
    'assigned_user_id': 'agent_user_id',
} %}
with

leads as (
    select * from {{ ref('stg_leads') }}
),

calls as (
    select * from {{ ref('stg_calls') }}
    where coalesce(direction, 'inbound') = 'inbound'
),

asked as (
    select distinct field from {{ source('definition', 'mql_rules') }}
    where rule_kind = 'points'
),

told as (
    {% for column in columns %}
        select
            leads.lead_id,
            asked.field,
            {{ lead_field_text(column) }} as told_value,
            {{ lead_field_number(column) }} as told_number,
        from leads
        inner join asked on asked.field = '{{ column.name }}'
        union all
    {% endfor %}
    {% for name, expression in call_columns.items() %}
        select
            'call:' || calls.call_id as lead_id,
            asked.field,
            cast({{ expression }} as {{ dbt.type_string() }}) as told_value,
            cast(null as double) as told_number,
        from calls
        inner join asked on asked.field = '{{ name }}'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

set_values as (
    select distinct
        lead_id,
        field,
        told_value,
        told_number,
    from told
    where told_value is not null and told_value <> ''
)

select * from set_values
