-- The Monday list: `expected_completion_date <= day` gives what should have been
-- handled up to and including the day.
with

due as (
    select * from {{ ref('int_open_leads_aged') }}
    where is_due
),

companies as (
    select
        company_id,
        name,
    from {{ ref('stg_companies') }}
),

users as (
    select
        user_id,
        name,
    from {{ ref('stg_users') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        due.unique_lead_id,
        due.company_id,
        companies.name as company_name,
        due.campaign_bucket_id,
        due.lead_type,
        due.life_cycle_state,
        due.stage,
        due.assigned_unit,
        due.assigned_user_id,
        users.name as assigned_user_name,
        due.priority_level,
        due.importance_level,
        due.first_lead_at,
        due.expected_completion_at,
        due.expected_completion_date,
        due.expected_completion_week as overdue_week,
        due.expected_basis,
        cast(due.days_overdue as bigint) as days_overdue,
        due.is_past,
        due.overdue_bucket,
        cast(due.overdue_bucket_order as bigint) as overdue_bucket_order,
        cast(due.age_days as bigint) as age_days,
        due.last_word_at,
        cast(due.days_since_last_word as double) as days_since_last_word,
        cast(due.value_amount as decimal(18, 2)) as value_amount,
        run_context.run_id,
        run_context.definition_version,
    from due
    cross join run_context
    left join companies on due.company_id = companies.company_id
    left join users on due.assigned_user_id = users.user_id
)

select * from final
