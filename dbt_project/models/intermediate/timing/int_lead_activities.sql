-- What was done to reach the person behind a lead: activities, and calls either way.
-- An answered inbound call reaches its person by itself. A call out counts where it
-- names its lead.
with

activities as (
    select * from {{ ref('stg_activities') }}
    where status = 'completed'
),

calls as (
    select
        *,
        coalesce(direction, 'inbound') = 'inbound' as is_inbound,
    from {{ ref('stg_calls') }}
),

reported as (
    select
        lead_id,
        coalesce(completed_at, scheduled_at) as happened_at,
        cast(null as {{ dbt.type_string() }}) as company_id,
        user_id,
        'activity' as evidence,
        activity_id as evidence_id,
        coalesce(is_contact_attempt, false) as is_attempt,
        coalesce(is_two_way, false) as is_two_way,
    from activities
),

answered as (
    select
        'call:' || call_id as lead_id,
        started_at as happened_at,
        company_id,
        agent_user_id as user_id,
        'call' as evidence,
        call_id as evidence_id,
        true as is_attempt,
        true as is_two_way,
    from calls
    where is_inbound and is_answered
),

called as (
    select
        lead_id,
        started_at as happened_at,
        company_id,
        agent_user_id as user_id,
        'call' as evidence,
        call_id as evidence_id,
        true as is_attempt,
        coalesce(is_answered, false) as is_two_way,
    from calls
    where not is_inbound and lead_id is not null
),

unioned as (
    select * from reported
    union all
    select * from answered
    union all
    select * from called
)

select * from unioned
where happened_at is not null and (is_attempt or is_two_way)
