with

open_leads as (
    select * from {{ ref('int_open_leads_aged') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        open_leads.unique_lead_id,
        open_leads.company_id,
        open_leads.campaign_bucket_id,
        open_leads.lead_type,
        open_leads.life_cycle_state,
        open_leads.stage,
        open_leads.assigned_unit,
        open_leads.assigned_user_id,
        open_leads.priority_level,
        open_leads.importance_level,
        open_leads.first_lead_at,
        open_leads.last_lead_at,
        open_leads.stage_entered_at,
        open_leads.last_word_at,
        open_leads.expected_completion_at,
        open_leads.expected_completion_date,
        open_leads.expected_completion_week,
        open_leads.expected_basis,
        cast(open_leads.time_to_completion_days as bigint) as time_to_completion_days,
        cast(open_leads.days_overdue as bigint) as days_overdue,
        open_leads.is_due,
        open_leads.is_past,
        cast(open_leads.age_days as bigint) as age_days,
        open_leads.age_bucket,
        cast(open_leads.age_bucket_order as bigint) as age_bucket_order,
        open_leads.overdue_bucket,
        cast(open_leads.overdue_bucket_order as bigint) as overdue_bucket_order,
        cast(open_leads.days_in_stage as double) as days_in_stage,
        cast(open_leads.days_since_last_word as double) as days_since_last_word,
        cast(open_leads.value_amount as decimal(18, 2)) as value_amount,
        run_context.run_id,
        run_context.definition_version,
    from open_leads
    cross join run_context
)

select * from final
