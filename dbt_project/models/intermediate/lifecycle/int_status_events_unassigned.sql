-- Status events on leads that form no opportunity: spam, vendors, deleted leads.
with

events as (
    select * from {{ ref('int_status_events_read') }}
),

compared as (
    select * from {{ ref('int_status_events_compared') }}
),

members as (
    select lead_id from {{ ref('int_unique_lead_members') }}
),

unassigned as (
    select
        events.*,
        coalesce(compared.is_valid_transition, not events.is_unknown_status)
            as is_valid_transition,
        compared.previous_status,
    from events
    left join members on events.lead_id = members.lead_id
    left join compared on events.event_id = compared.event_id
    where members.lead_id is null
)

select * from unassigned
