-- The life cycle state that the definition gives each stage; that of a status about
-- offers first, then that of a default status.
with

statuses as (
    select * from {{ source('definition', 'statuses') }}
),

stages as (
    select * from {{ ref('stages') }}
),

ranked as (
    select
        coalesce(stage, life_cycle_state) as stage,
        life_cycle_state,
        row_number() over (
            partition by coalesce(stage, life_cycle_state)
            order by
                case when grain = 'offer' then 0 else 1 end,
                case when is_default then 0 else 1 end,
                status
        ) as preference,
    from statuses
),

meanings as (
    select
        stages.stage,
        stages.stage_order,
        -- A definition need not name every stage of an offer.
        coalesce(ranked.life_cycle_state, stages.usual_state) as life_cycle_state,
    from stages
    left join ranked
        on stages.stage = ranked.stage and ranked.preference = 1
)

select * from meanings
