-- The covariances of the log-rank test among the segments of a kind that are tested
-- against each other: its largest ones of at least the stated number of stays.
with

segments as (
    select * from {{ ref('int_log_rank_segments') }}
    where is_tested
),

totals as (
    select * from {{ ref('int_log_rank_totals') }}
),

event_moments as (
    select
        stage,
        event_number,
        spread_of_pairs,
    from totals
    where events > 0
),

leaving as (
    select
        steps.stage,
        steps.segment_kind,
        segments.segment,
        totals.event_number,
        sum(steps.events + steps.censored) as leaving,
    from {{ ref('int_timing_steps') }} as steps
    inner join segments
        on
            steps.stage = segments.stage
            and steps.segment_kind = segments.segment_kind
            and steps.segment = segments.segment
    inner join totals
        on
            steps.stage = totals.stage
            and steps.duration_minutes = totals.duration_minutes
    group by
        steps.stage,
        steps.segment_kind,
        segments.segment,
        totals.event_number
),

at_moments as (
    select
        segments.stage,
        segments.segment_kind,
        segments.segment,
        event_moments.event_number,
        event_moments.spread_of_pairs,
        sum(coalesce(leaving.leaving, 0)) over (
            partition by segments.stage, segments.segment_kind, segments.segment
            order by event_moments.event_number
            rows between current row and unbounded following
        ) as at_risk,
    from segments
    inner join event_moments on segments.stage = event_moments.stage
    left join leaving
        on
            segments.stage = leaving.stage
            and segments.segment_kind = leaving.segment_kind
            and segments.segment = leaving.segment
            and event_moments.event_number = leaving.event_number
),

present as (
    select * from at_moments
    where at_risk > 0
),

pairs as (
    select
        one.stage,
        one.segment_kind,
        one.segment,
        other.segment as other_segment,
        -sum(one.spread_of_pairs * one.at_risk * other.at_risk) as covariance,
    from present as one
    inner join present as other
        on
            one.stage = other.stage
            and one.segment_kind = other.segment_kind
            and one.event_number = other.event_number
            and one.segment < other.segment
    group by
        one.stage,
        one.segment_kind,
        one.segment,
        other.segment
)

select * from pairs
