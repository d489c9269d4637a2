with

activities as (
    select * from {{ ref('stg_activities') }}
),

leads as (
    select
        lead_id,
        unique_lead_id,
        routed_company_id,
    from {{ ref('fct_leads') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        activities.activity_id,
        activities.lead_id,
        leads.unique_lead_id,
        leads.routed_company_id as company_id,
        activities.activity_type,
        activities.user_id,
        activities.status,
        activities.scheduled_at,
        activities.completed_at,
        activities.is_contact_attempt,
        activities.is_two_way,
        activities.source_file,
        activities.source_line,
        run_context.run_id,
        run_context.definition_version,
    from activities
    left join leads on activities.lead_id = leads.lead_id
    cross join run_context
)

select * from final
