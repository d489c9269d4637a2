-- The Aalen-Johansen curve of each stage, segment and way out at each of its steps. Its
-- variance sums squares of the distance of the curve to what it was at every exit of
-- any kind. Multiplied out these are running sums, and between two steps of the curve
-- only the exits' own sum grows.
with

steps as (
    select * from {{ ref('int_timing_steps') }}
),

exits as (
    select
        stage,
        segment_kind,
        segment,
        duration_minutes,
        exit_type,
        cast(sum(spells) as bigint) as exits,
    from {{ ref('int_timing_counts') }}
    where
        exit_type is not null
        and stage not in ('first_contact_to_won', 'first_contact_to_lost')
    group by
        stage,
        segment_kind,
        segment,
        duration_minutes,
        exit_type
),

curves as (
    select
        exits.*,
        steps.at_risk,
        steps.staying_before,
        {{ ratio('exits.exits', 'steps.at_risk') }} as exit_share,
        steps.exit_variance_step,
        steps.exit_variance,
        sum(steps.staying_before * {{ ratio('exits.exits', 'steps.at_risk') }})
            over so_far as exited_share,
        coalesce(lag(steps.exit_variance) over so_far, 0) as previous_exit_variance,
    from exits
    inner join steps
        on
            exits.stage = steps.stage
            and exits.segment_kind = steps.segment_kind
            and exits.segment = steps.segment
            and exits.duration_minutes = steps.duration_minutes
    window
        so_far as (
            partition by
                exits.stage, exits.segment_kind, exits.segment, exits.exit_type
            order by exits.duration_minutes
        )
),

distances as (
    select
        *,
        exited_share - staying_before * exit_share as previous_share,
        exit_variance - exit_variance_step - previous_exit_variance
            as variance_between,
        staying_before * exit_share / at_risk as crossed_term,
        staying_before * staying_before * exit_share * (1 - exit_share) / at_risk
            as own_term,
    from curves
),

summed as (
    select
        *,
        sum(
            previous_share * variance_between
            + exited_share * exit_variance_step
            + crossed_term
        ) over so_far as linear_sum,
        sum(
            previous_share * previous_share * variance_between
            + exited_share * exited_share * exit_variance_step
            + 2 * exited_share * crossed_term
            + own_term
        ) over so_far as fixed_sum,
    from distances
    window
        so_far as (
            partition by stage, segment_kind, segment, exit_type
            order by duration_minutes
        )
),

varied as (
    select
        stage,
        segment_kind,
        segment,
        exit_type,
        duration_minutes,
        at_risk,
        exits,
        exited_share,
        greatest(
            exited_share * exited_share * exit_variance
            - 2 * exited_share * linear_sum
            + fixed_sum,
            0
        ) as variance,
    from summed
)

select * from varied
