-- The campaigns that people created at the desk, as if a source had delivered them at
-- that moment: the newest version of a campaign counts, whoever said it.
with

standing as (
    select * from {{ ref('stg_decisions') }}
    where kind = 'create_campaign'
),

decided as (
    select
        subject_id as campaign_id,
        {{ json_value('payload', "'name'") }} as name,
        {{ json_value('payload', "'channel'") }} as channel,
        {{ json_value('payload', "'source'") }} as source,
        {{ json_value('payload', "'medium'") }} as medium,
        {{ json_value('payload', "'company_id'") }} as company_id,
        {{ json_value('payload', "'start_date'") }} as start_date,
        {{ json_value('payload', "'end_date'") }} as end_date,
        cast(null as {{ dbt.type_string() }}) as budget_amount,
        cast(null as {{ dbt.type_string() }}) as currency,
        {{ json_value('payload', "'is_paid'") }} as is_paid,
        'desk' as _source_file,
        cast(null as bigint) as _source_line,
        decided_at as _delivered_at,
        md5(event_id) as _row_hash,
    from standing
)

select * from decided
