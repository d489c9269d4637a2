-- Every status event on a member of an opportunity, in the order in which they count.
-- Those on leads without one stand in int_status_events_unassigned.
with

events as (
    select * from {{ ref('int_status_events_read') }}
),

compared as (
    select * from {{ ref('int_status_events_compared') }}
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

judged as (
    select
        members.unique_lead_id,
        events.lead_id,
        events.event_id,
        events.occurred_at,
        events.delivered_at,
        events.status,
        events.life_cycle_state,
        events.stage,
        events.grain,
        events.state_order,
        events.stage_order,
        events.company_id,
        events.acting_company_id,
        events.user_id,
        events.actor_role,
        events.evidence,
        events.lost_reason,
        events.competitor,
        events.follow_up_at,
        events.note,
        events.lead_type,
        events.lead_created_at,
        events.is_duplicate,
        events.is_future,
        events.is_unknown_status,
        -- A repeated event changes nothing; no rule allows an unknown status.
        coalesce(compared.is_valid_transition, not events.is_unknown_status)
            as is_valid_transition,
        coalesce(compared.opens_again, false) as opens_again,
        compared.previous_status,
        row_number() over (
            partition by members.unique_lead_id
            order by
                events.occurred_at,
                events.state_order,
                events.stage_order,
                events.event_id
        ) as event_number,
        events.source_file,
        events.source_line,
    from events
    inner join members on events.lead_id = members.lead_id
    left join compared on events.event_id = compared.event_id
)

select * from judged
