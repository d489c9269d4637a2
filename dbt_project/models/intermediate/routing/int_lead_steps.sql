-- Each sign of where a lead is: an offer, a reported status, an activity, with company
-- and user. Nothing of the future counts. An offer to competitors is a sign of where
-- the lead is only once it is accepted; until then it is with none of them.
with

offers as (
    select * from {{ ref('int_offers_judged') }}
    where not is_in_future
),

events as (
    select * from {{ ref('stg_lead_status_events') }}
),

activities as (
    select * from {{ ref('stg_activities') }}
    where status = 'completed' and completed_at is not null
),

users as (
    select
        user_id,
        company_id,
        lower(role) as user_role,
    from {{ ref('stg_users') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

signs as (
    select
        'offer:' || offer_id as step_id,
        lead_id,
        1 as step_rank,
        'offer' as step_kind,
        offered_at as step_at,
        company_id,
        user_id,
        mode = 'same_company' or outcome = 'accepted' as is_stay,
    from offers
    union all
    select
        'event:' || event_id as step_id,
        lead_id,
        2 as step_rank,
        'status_event' as step_kind,
        occurred_at as step_at,
        company_id,
        user_id,
        true as is_stay,
    from events
    union all
    select
        'activity:' || activity_id as step_id,
        lead_id,
        3 as step_rank,
        'activity' as step_kind,
        completed_at as step_at,
        cast(null as {{ dbt.type_string() }}) as company_id,
        user_id,
        false as is_stay,
    from activities
),

steps as (
    select
        signs.step_id,
        signs.lead_id,
        signs.step_rank,
        signs.step_kind,
        signs.step_at,
        coalesce(signs.company_id, users.company_id) as company_id,
        users.company_id as user_company_id,
        signs.user_id,
        users.user_role,
        signs.is_stay,
    from signs
    inner join run_context on signs.step_at <= run_context.as_of_at
    left join users on signs.user_id = users.user_id
)

select * from steps
