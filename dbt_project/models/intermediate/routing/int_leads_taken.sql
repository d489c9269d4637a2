-- Two clocks of a lead: how long it waits in a unit until somebody takes it, and how
-- long he who took it waits before his first attempt to reach the customer. It is taken
-- with the first accepted offer, or the first status that somebody reports after that
-- with which leads begin.
with

offers as (
    select
        lead_id,
        min(responded_at) as accepted_at,
        min_by(user_id, responded_at) as user_id,
    from {{ ref('int_offers_judged') }}
    where outcome = 'accepted' and responded_at is not null
    group by lead_id
),

statuses as (
    select status from {{ source('definition', 'statuses') }}
    where stage in ('accepted', 'won', 'lost', 'complete')
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

events as (
    select
        events.lead_id,
        min(events.occurred_at) as reported_at,
        min_by(events.user_id, events.occurred_at) as user_id,
    from {{ ref('stg_lead_status_events') }} as events
    inner join statuses on events.status = statuses.status
    inner join run_context on events.occurred_at <= run_context.as_of_at
    where events.user_id is not null
    group by events.lead_id
),

taken as (
    select
        coalesce(offers.lead_id, events.lead_id) as lead_id,
        case
            when offers.accepted_at <= coalesce(events.reported_at, offers.accepted_at)
                then offers.accepted_at
            else events.reported_at
        end as taken_at,
        case
            when offers.accepted_at <= coalesce(events.reported_at, offers.accepted_at)
                then offers.user_id
            else events.user_id
        end as taken_by_user_id,
    from offers
    full outer join events on offers.lead_id = events.lead_id
),

attempts as (
    select
        activities.lead_id,
        min(activities.completed_at) as attempted_at,
    from {{ ref('stg_activities') }} as activities
    inner join run_context on activities.completed_at <= run_context.as_of_at
    where activities.status = 'completed' and activities.is_contact_attempt
    group by activities.lead_id
),

clocked as (
    select
        coalesce(taken.lead_id, attempts.lead_id) as lead_id,
        taken.taken_at,
        taken.taken_by_user_id,
        attempts.attempted_at,
    from taken
    full outer join attempts on taken.lead_id = attempts.lead_id
)

select * from clocked
