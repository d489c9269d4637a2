-- By how much what was delivered after an earlier publication changes the pipeline of
-- the moment that it stated: where such an opportunity stands in it now, and where it
-- stood by what had been delivered.
with

moments as (
    select distinct as_of_at from {{ ref('int_pipeline_snapshots_kept') }}
),

steps as (
    select * from {{ ref('int_opportunity_steps') }}
),

beginnings as (
    select * from {{ ref('int_opportunities_begun') }}
),

leads_delivered as (
    select
        members.unique_lead_id,
        min(coalesce(leads.first_delivered_at, calls.first_delivered_at))
            as delivered_at,
    from {{ ref('int_unique_lead_members') }} as members
    left join {{ ref('stg_leads') }} as leads on members.lead_id = leads.lead_id
    left join {{ ref('stg_calls') }} as calls
        on members.lead_id = 'call:' || calls.call_id
    group by members.unique_lead_id
),

late_steps as (
    select
        moments.as_of_at,
        steps.unique_lead_id,
        count(*) as late_events,
    from moments
    inner join steps
        on
            moments.as_of_at < steps.delivered_at
            and moments.as_of_at >= steps.occurred_at
    group by
        moments.as_of_at,
        steps.unique_lead_id
),

late_leads as (
    select
        moments.as_of_at,
        beginnings.unique_lead_id,
        1 as late_events,
    from moments
    inner join beginnings on moments.as_of_at >= beginnings.began_at
    inner join leads_delivered
        on
            beginnings.unique_lead_id = leads_delivered.unique_lead_id
            and moments.as_of_at < leads_delivered.delivered_at
),

affected as (
    select
        as_of_at,
        unique_lead_id,
        sum(late_events) as late_events,
        max(is_unknown_then) as is_unknown_then,
    from (
        select
            *,
            0 as is_unknown_then,
        from late_steps
        union all
        select
            *,
            1 as is_unknown_then,
        from late_leads
    ) as both_kinds
    group by
        as_of_at,
        unique_lead_id
),

known_numbers as (
    select
        affected.as_of_at,
        affected.unique_lead_id,
        max(steps.step_number) as step_number,
    from affected
    inner join steps
        on
            affected.unique_lead_id = steps.unique_lead_id
            and affected.as_of_at >= steps.delivered_at
            and affected.as_of_at >= steps.occurred_at
    group by
        affected.as_of_at,
        affected.unique_lead_id
),

stood as (
    select
        affected.*,
        coalesce(steps.stage, beginnings.stage) as stage_then,
        coalesce(steps.life_cycle_state, beginnings.life_cycle_state) as state_then,
    from affected
    inner join beginnings on affected.unique_lead_id = beginnings.unique_lead_id
    left join known_numbers
        on
            affected.unique_lead_id = known_numbers.unique_lead_id
            and affected.as_of_at = known_numbers.as_of_at
    left join steps
        on
            known_numbers.unique_lead_id = steps.unique_lead_id
            and known_numbers.step_number = steps.step_number
)

select * from stood
