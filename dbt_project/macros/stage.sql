{# The source tables to which people add at the desk, each by a model stg_decided_*. #}
{% macro decided_tables() -%}
    {{ return(['campaigns', 'campaign_aliases', 'lead_status_events']) }}
{%- endmacro %}


{#
    The staging model of a source table: the newest accepted version of each record,
    typed by the source contract, without what the source has deleted since.

    A version whose required reference names nothing is held in quarantine, and the
    version before it stays in force. What people decide at the desk is a delivery like
    any other, of the moment of the decision.
#}
{% macro stage(table_name) %}
{%- set table = source_contract()[table_name] -%}
{%- set names = table.columns | map(attribute='name') | list -%}
{%- set has_times = 'timestamp' in (table.columns | map(attribute='type') | list) -%}
{%- set has_company = has_times and 'company_id' in names -%}
{%- set honours_deletions = table_name != 'deletions' %}
with

held as (
    select
        file_hash,
        source_line,
    from {{ source('quarantine', table_name) }}
    where status = 'open' and is_rejected and reason_code = 'reference_to_nothing'
),

deliveries as (
    select
        {% for name in names %}delivered."{{ name }}", {% endfor %}
        delivered._source_file,
        delivered._source_line,
        delivered._delivered_at,
        delivered._row_hash,
    from {{ source('raw', table_name) }} as delivered
    left join held
        on delivered._file_hash = held.file_hash
        and delivered._source_line = held.source_line
    where held.file_hash is null
    {%- if table_name in decided_tables() %}
    union all
    select
        {% for name in names %}decided."{{ name }}", {% endfor %}
        decided._source_file,
        decided._source_line,
        decided._delivered_at,
        decided._row_hash,
    from {{ ref('stg_decided_' ~ table_name) }} as decided
    {%- endif %}
),

ranked as (
    select
        *,
        row_number() over (
            partition by {% for name in table.key %}"{{ name }}"{{ ', ' if not loop.last }}{% endfor %}
            order by _delivered_at desc, _source_file desc, _source_line desc
        ) as version_rank,
        min(_delivered_at) over (
            partition by {% for name in table.key %}"{{ name }}"{{ ', ' if not loop.last }}{% endfor %}
        ) as _first_delivered_at,
    from deliveries
),

newest as (
    select * from ranked where version_rank = 1
),
{% if honours_deletions %}
deleted as (
    select
        deleted_key,
        -- Files that arrive together have times some minutes apart: only what comes an
        -- hour after the deletion is the record delivered anew.
        {{ dbt.dateadd('hour', 1, 'max(greatest(deleted_at, delivered_at))') }}
            as deleted_until,
    from {{ ref('stg_deletions') }}
    where lower(deleted_table) = '{{ table_name }}'
    group by deleted_key
),

kept as (
    select newest.*
    from newest
    left join deleted
        on concat_ws('|', {% for name in table.key %}newest."{{ name }}"{{ ', ' if not loop.last }}{% endfor %}) = deleted.deleted_key
    where deleted.deleted_key is null or newest._delivered_at > deleted.deleted_until
),
{% else %}
kept as (
    select * from newest
),
{% endif %}
workspace as (
    select timezone from {{ source('ops', 'run_context') }}
),
{% if has_company or table.company_from %}
companies as (
    select company_id, timezone from {{ ref('stg_companies') }}
),
{% endif %}
{%- if table.company_from == 'lead_id' %}
owners as (
    select lead_id, company_id from {{ ref('stg_lead_companies') }}
),
{% elif table.company_from == 'invoice_id' %}
owners as (
    select invoice_id, company_id from {{ ref('stg_invoices') }}
),
{% endif %}
zoned as (
    select
        kept.*,
        {%- if has_company or table.company_from %}
        coalesce(companies.timezone, workspace.timezone) as record_timezone,
        {%- else %}
        workspace.timezone as record_timezone,
        {%- endif %}
    from kept
    cross join workspace
    {%- if table.company_from %}
    left join owners on kept."{{ table.company_from }}" = owners."{{ table.company_from }}"
    {%- endif %}
    {%- if has_company and table.company_from %}
    left join companies on coalesce(kept.company_id, owners.company_id) = companies.company_id
    {%- elif table.company_from %}
    left join companies on owners.company_id = companies.company_id
    {%- elif has_company %}
    left join companies on kept.company_id = companies.company_id
    {%- endif %}
),

typed as (
    select
        {% for column in table.columns -%}
        {{ typed_column(column) }} as {{ column.staged }},
        {% endfor -%}
        {%- if has_times %}
        record_timezone,
        {%- endif %}
        _source_file as source_file,
        _source_line as source_line,
        _delivered_at as delivered_at,
        _first_delivered_at as first_delivered_at,
        _row_hash as row_hash,
    from zoned
)

select * from typed
{% endmacro %}


{# A delivered text as its contract type; accepted rows are known to parse. #}
{% macro typed_column(column) -%}
    {%- set name = '"' ~ column.name ~ '"' -%}
    {%- if column.type == 'timestamp' -%}
    {{ utc_moment(name, 'record_timezone') }}
    {%- elif column.type == 'date' -%}
    cast({{ name }} as date)
    {%- elif column.type == 'money' -%}
    cast({{ name }} as decimal(18, 4))
    {%- elif column.type == 'decimal' -%}
    cast({{ name }} as decimal(18, 8))
    {%- elif column.type == 'integer' -%}
    cast(cast({{ name }} as decimal(18, 0)) as bigint)
    {%- elif column.type == 'boolean' -%}
    lower({{ name }}) in ('true', '1', 'yes')
    {%- elif column.type == 'enum' -%}
    lower({{ name }})
    {%- elif column.type == 'list' -%}
    {{ list_of(name) }}
    {%- elif 'currency' in column.name or column.name == 'country' -%}
    upper({{ name }})
    {%- else -%}
    {{ name }}
    {%- endif -%}
{%- endmacro %}
