-- Each started target with when it falls due, when it was met and how long it took. A
-- lead that was cancelled before its target was due owes it no more; one that was won
-- or lost does, for it could have been met before.
with

started as (
    select * from {{ ref('int_sla_started') }}
),

readings as (
    select * from {{ ref('int_milestone_readings') }}
),

due as (
    select * from {{ ref('int_sla_due') }}
),

now as (
    select * from {{ ref('int_clock_now') }}
),

leads as (
    select
        lead_id,
        cancelled_at,
    from {{ ref('int_lead_types_held') }}
),

timed as (
    select
        started.*,
        case
            when started.clock = 'wall'
                then {{ plus_seconds(
                    'started.started_at', '60 * started.target_minutes'
                ) }}
            when due.due_at < started.started_at then started.started_at
            else due.due_at
        end as due_at,
        readings.happened_at as met_at,
        readings.user_id as meeting_user_id,
        leads.cancelled_at,
        now.as_of_at,
        case
            when started.clock = 'wall'
                then {{ seconds_between(
                    'started.started_at', 'coalesce(readings.happened_at, now.as_of_at)'
                ) }}
            when readings.happened_at is not null
                then readings.working_seconds - started.started_reading
            else now.working_seconds - started.started_reading
        end as elapsed_seconds,
    from started
    inner join leads on started.lead_id = leads.lead_id
    inner join now on started.calendar_id = now.calendar_id
    left join readings
        on
            started.lead_id = readings.lead_id
            and started.to_event = readings.milestone
    left join due
        on
            started.clock = 'business'
            and started.calendar_id = due.calendar_id
            and started.started_reading + 60 * started.target_minutes = due.due_reading
),

judged as (
    select
        *,
        case
            when met_at is not null and (due_at is null or met_at <= due_at) then 'met'
            when met_at is not null then 'missed'
            when as_of_at > due_at then 'past_due_open'
            else 'not_due'
        end as outcome,
    from timed
)

select * from judged
where
    outcome = 'met'
    or cancelled_at is null
    or cancelled_at > due_at
