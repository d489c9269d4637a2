-- Where each opportunity stands: the stage it stays in, and when and how it came to be
-- decided and fulfilled. An opportunity that was decided, opened and decided again has
-- its latest outcome.
with

intervals as (
    select * from {{ ref('int_stage_intervals') }}
),

steps as (
    select * from {{ ref('int_opportunity_steps') }}
),

present as (
    select * from intervals
    where is_open
),

losses as (
    select
        unique_lead_id,
        max(occurred_at) as last_lost_at,
    from steps
    where life_cycle_state in ('lost', 'cancelled')
    group by unique_lead_id
),

moments as (
    select
        steps.unique_lead_id,
        min(steps.occurred_at)
        filter (where steps.life_cycle_state = 'won') as first_won_at,
        min(steps.occurred_at)
        filter (
            where steps.life_cycle_state = 'won'
            and steps.occurred_at >= losses.last_lost_at
        ) as won_back_at,
        min(steps.occurred_at)
        filter (where steps.life_cycle_state = 'completed') as first_completed_at,
    from steps
    left join losses on steps.unique_lead_id = losses.unique_lead_id
    group by steps.unique_lead_id
),

-- Why it is lost: the newest that says so, reason and competitor each.
reasons as (
    select
        present.unique_lead_id,
        max_by(steps.lost_reason, steps.step_number)
        filter (where steps.lost_reason is not null) as lost_reason,
        max_by(steps.competitor, steps.step_number)
        filter (where steps.competitor is not null) as competitor,
    from present
    inner join steps
        on
            present.unique_lead_id = steps.unique_lead_id
            and present.entered_at <= steps.occurred_at
            and present.life_cycle_state = steps.life_cycle_state
    where present.life_cycle_state = 'lost'
    group by present.unique_lead_id
),

outcomes as (
    select
        present.unique_lead_id,
        present.life_cycle_state,
        present.stage,
        present.spell_number,
        present.entered_at as stage_entered_at,
        case
            when present.life_cycle_state in ('won', 'completed')
                then coalesce(
                    moments.won_back_at,
                    moments.first_won_at,
                    moments.first_completed_at
                )
        end as won_at,
        case when present.life_cycle_state = 'lost' then present.entered_at end
            as lost_at,
        case when present.life_cycle_state = 'cancelled' then present.entered_at end
            as cancelled_at,
        case
            when present.life_cycle_state = 'completed' then moments.first_completed_at
        end as fulfilled_at,
        reasons.lost_reason,
        reasons.competitor,
    from present
    left join moments on present.unique_lead_id = moments.unique_lead_id
    left join reasons on present.unique_lead_id = reasons.unique_lead_id
),

decided as (
    select
        *,
        coalesce(won_at, lost_at, cancelled_at) as decided_at,
    from outcomes
)

select * from decided
