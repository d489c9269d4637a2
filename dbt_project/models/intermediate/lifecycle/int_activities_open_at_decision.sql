-- Activities that were due on a lead and neither done nor called off when the lead was
-- reported won, lost or cancelled.
with

decisions as (
    select
        event_id,
        lead_id,
        occurred_at,
    from {{ ref('int_status_events_read') }}
    where
        life_cycle_state in ('won', 'lost', 'cancelled')
        and grain = 'opportunity'
        and not is_duplicate
        and not is_future
),

activities as (
    select * from {{ ref('stg_activities') }}
    where status in ('open', 'completed')
),

left_open as (
    select
        decisions.event_id,
        count(*) as activities_count,
        min(activities.activity_id) as first_activity_id,
        min(activities.scheduled_at) as first_due_at,
    from decisions
    inner join activities
        on
            decisions.lead_id = activities.lead_id
            and decisions.occurred_at >= activities.scheduled_at
            and (
                activities.status = 'open'
                or decisions.occurred_at < activities.completed_at
            )
    group by decisions.event_id
)

select * from left_open
