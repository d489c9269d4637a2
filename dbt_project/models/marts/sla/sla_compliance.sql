with

targets as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'created_date') }} as date) as month,
    from {{ ref('fct_sla') }}
),

owned as (
    select
        *,
        'all' as owner_kind,
        'all' as owner_id,
    from targets
    union all
    select
        *,
        'company' as owner_kind,
        coalesce(owner_company_id, '__none__') as owner_id,
    from targets
    union all
    select
        *,
        'user' as owner_kind,
        coalesce(owner_user_id, '__none__') as owner_id,
    from targets
),

counted as (
    select
        month,
        from_event,
        to_event,
        coalesce(target_lead_type, '__all__') as target_lead_type,
        clock,
        target_minutes,
        owner_kind,
        owner_id,
        sum(case when outcome = 'met' then 1 else 0 end) as met,
        sum(case when outcome = 'missed' then 1 else 0 end) as missed,
        sum(case when outcome = 'past_due_open' then 1 else 0 end) as past_due_open,
        sum(case when outcome = 'not_due' then 1 else 0 end) as not_due,
    from owned
    group by
        month,
        from_event,
        to_event,
        coalesce(target_lead_type, '__all__'),
        clock,
        target_minutes,
        owner_kind,
        owner_id
),

due as (
    select
        *,
        met + missed + past_due_open as due,
    from counted
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
        due.month,
        due.from_event,
        due.to_event,
        due.target_lead_type,
        due.clock,
        due.target_minutes,
        due.owner_kind,
        due.owner_id,
        coalesce(companies.name, users.name, due.owner_id) as owner_label,
        cast(due.met as bigint) as met,
        cast(due.missed as bigint) as missed,
        cast(due.past_due_open as bigint) as past_due_open,
        cast(due.not_due as bigint) as not_due,
        {{ ratio('due.met', 'due.due') }} as compliance,
        {{ wilson_low('due.met', 'due.due') }} as compliance_low,
        {{ wilson_high('due.met', 'due.due') }} as compliance_high,
        run_context.run_id,
        run_context.definition_version,
    from due
    cross join run_context
    left join companies
        on due.owner_kind = 'company' and due.owner_id = companies.company_id
    left join users on due.owner_kind = 'user' and due.owner_id = users.user_id
)

select * from final
