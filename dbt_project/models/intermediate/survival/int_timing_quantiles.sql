-- Quartiles of each curve, the bounds of its median where its band crosses one half,
-- and beside them the mean of those that have ended, which is too short.
with

steps as (
    select * from {{ ref('int_timing_steps') }}
),

counts as (
    select
        stage,
        segment_kind,
        segment,
        {{ ratio(
            'sum(case when is_event then duration_minutes * spells end)',
            'sum(case when is_event then spells end)'
        ) }} as naive_mean_minutes,
        sum(case when exit_type is null then spells else 0 end) as open_n,
    from {{ ref('int_timing_counts') }}
    group by
        stage,
        segment_kind,
        segment
),

quantiles as (
    select
        stage,
        segment_kind,
        segment,
        max(at_risk) as n,
        sum(events) as ended_n,
        {{ first_at_or_below('survival', 0.75) }} as p25_minutes,
        {{ first_at_or_below('survival', 0.5) }} as median_minutes,
        {{ first_at_or_below('survival', 0.25) }} as p75_minutes,
        {{ first_at_or_below('survival_low', 0.5) }} as median_low_minutes,
        {{ first_at_or_below('survival_high', 0.5) }} as median_high_minutes,
        max(duration_minutes) as longest_minutes,
    from steps
    group by
        stage,
        segment_kind,
        segment
),

joined as (
    select
        quantiles.*,
        counts.open_n,
        counts.naive_mean_minutes,
    from quantiles
    inner join counts
        on
            quantiles.stage = counts.stage
            and quantiles.segment_kind = counts.segment_kind
            and quantiles.segment = counts.segment
)

select * from joined
