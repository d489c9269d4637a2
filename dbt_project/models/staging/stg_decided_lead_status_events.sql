-- The stages that people corrected at the desk, as status events of an analyst: what is
-- said so is folded with whatever else was said, by the moment for which it is said.
with

standing as (
    select * from {{ ref('stg_decisions') }}
    where kind = 'correct_stage'
),

leads as (
    select lead_id from {{ ref('stg_lead_companies') }}
),

-- What is said of a lead that is no longer there waits until it is there again.
about_leads as (
    select standing.*
    from standing
    inner join leads on standing.subject_id = leads.lead_id
),

decided as (
    select
        'desk:' || event_id as event_id,
        subject_id as lead_id,
        {{ json_value('payload', "'occurred_at'") }} as occurred_at,
        {{ json_value('payload', "'status'") }} as status,
        cast(null as {{ dbt.type_string() }}) as company_id,
        cast(null as {{ dbt.type_string() }}) as user_id,
        'analyst' as actor_role,
        'analyst' as evidence,
        {{ json_value('payload', "'lost_reason'") }} as lost_reason,
        {{ json_value('payload', "'competitor'") }} as competitor,
        cast(null as {{ dbt.type_string() }}) as follow_up_at,
        reason as note,
        'desk' as _source_file,
        cast(null as bigint) as _source_line,
        decided_at as _delivered_at,
        md5(event_id) as _row_hash,
    from about_leads
)

select * from decided
