-- How each opportunity begins: with the initial status of its type, when its first lead
-- came in or, where something is reported of it before that, then.
with

opportunities as (
    select
        unique_lead_id,
        company_id,
        lead_type,
        first_lead_at,
    from {{ ref('int_unique_leads_formed') }}
),

first_leads as (
    select
        unique_lead_id,
        lead_id as first_lead_id,
    from {{ ref('int_unique_lead_members') }}
    where contact_number = 1
),

lead_types as (
    select
        lead_type,
        initial_status,
    from {{ source('definition', 'lead_types') }}
),

statuses as (
    select
        status,
        life_cycle_state,
        coalesce(stage, life_cycle_state) as stage,
    from {{ source('definition', 'statuses') }}
),

usual as (
    select status from {{ ref('int_usual_beginning') }}
),

first_steps as (
    select
        unique_lead_id,
        min(occurred_at) as first_step_at,
    from {{ ref('int_opportunity_steps') }}
    group by unique_lead_id
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

begun as (
    select
        opportunities.unique_lead_id,
        first_leads.first_lead_id,
        opportunities.company_id,
        coalesce(statuses.life_cycle_state, 'pending') as life_cycle_state,
        coalesce(statuses.stage, 'unacknowledged') as stage,
        least(
            opportunities.first_lead_at,
            coalesce(first_steps.first_step_at, opportunities.first_lead_at)
        ) as began_at,
    from opportunities
    cross join usual
    cross join run_context
    inner join first_leads
        on opportunities.unique_lead_id = first_leads.unique_lead_id
    left join lead_types on opportunities.lead_type = lead_types.lead_type
    left join statuses
        on coalesce(lead_types.initial_status, usual.status) = statuses.status
    left join first_steps on opportunities.unique_lead_id = first_steps.unique_lead_id
    where
        opportunities.first_lead_at <= run_context.as_of_at
        or first_steps.unique_lead_id is not null
)

select * from begun
