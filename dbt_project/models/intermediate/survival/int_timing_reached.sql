-- How large a share ends in the way that is timed, and when half of these have: the
-- time of those that get there, which no curve of all would show where few do.
with

steps as (
    select * from {{ ref('int_timing_steps') }}
    where stage not in (
        'first_contact_to_won', 'first_contact_to_lost', 'first_contact_to_fulfilled'
    )
),

exits as (
    select * from {{ ref('int_timing_exits') }}
),

curves as (
    select
        stage,
        segment_kind,
        segment,
        duration_minutes,
        1 - survival as reached_share,
    from steps
    union all
    select
        'first_contact_to_' || exit_type as stage,
        segment_kind,
        segment,
        duration_minutes,
        exited_share as reached_share,
    from exits
    where stage = 'first_contact_to_decided' and exit_type in ('won', 'lost')
    union all
    select
        stage,
        segment_kind,
        segment,
        duration_minutes,
        exited_share as reached_share,
    from exits
    where stage = 'first_contact_to_fulfilled' and exit_type = 'complete'
),

lasts as (
    select
        *,
        max(reached_share) over (partition by stage, segment_kind, segment)
            as last_share,
    from curves
),

reached as (
    select
        stage,
        segment_kind,
        segment,
        max(last_share) as reached_share,
        min(
            case
                when reached_share > 0 and reached_share >= last_share / 2 - 1e-9
                    then duration_minutes
            end
        ) as half_reached_minutes,
    from lasts
    group by
        stage,
        segment_kind,
        segment
)

select * from reached
