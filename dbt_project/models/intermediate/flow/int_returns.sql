-- Each time that an opportunity went back: to be offered anew, or opened again after it
-- was decided. Whether it was won after that is what the return was worth.
with

stays as (
    select * from {{ ref('int_stage_intervals') }}
),

stages as (
    select
        stages.stage,
        stages.stage_order,
        states.is_open,
    from {{ ref('stages') }} as stages
    inner join {{ ref('life_cycle_states') }} as states
        on stages.usual_state = states.life_cycle_state
),

unique_leads as (
    select
        unique_lead_id,
        lead_source as source,
        won_at,
    from {{ ref('int_unique_leads_enriched') }}
),

returns as (
    select
        stays.unique_lead_id,
        unique_leads.source,
        stays.visit_number,
        stays.stage as from_stage,
        stays.next_stage as to_stage,
        stays.exited_at as returned_at,
        {{ ratio(seconds_between('stays.entered_at', 'stays.exited_at'), '3600') }}
            as hours_before_return,
        coalesce(unique_leads.won_at >= stays.exited_at, false) as is_won_after,
    from stays
    inner join stages on stays.stage = stages.stage
    inner join stages as next_stages on stays.next_stage = next_stages.stage
    inner join unique_leads on stays.unique_lead_id = unique_leads.unique_lead_id
    where
        next_stages.stage_order < stages.stage_order
        and next_stages.is_open
        -- Who rejects and then looks again or accepts has gone on, not back.
        and not (
            stays.stage = 'rejected'
            and stays.next_stage in ('acknowledged', 'accepted')
        )
)

select * from returns
