-- The Kaplan-Meier curve of each stage and segment at every length that occurs, once of
-- the end that is timed and once of any end, which Aalen-Johansen needs.
with

counts as (
    select * from {{ ref('int_timing_counts') }}
),

by_length as (
    select
        stage,
        segment_kind,
        segment,
        duration_minutes,
        sum(case when is_event then spells else 0 end) as events,
        sum(case when exit_type is not null then spells else 0 end) as exits,
        sum(spells) as leaving,
    from counts
    group by
        stage,
        segment_kind,
        segment,
        duration_minutes
),

at_risk as (
    select
        *,
        sum(leaving) over (
            partition by stage, segment_kind, segment
            order by duration_minutes
            rows between current row and unbounded following
        ) as at_risk,
    from by_length
),

summed as (
    select
        *,
        sum({{ log_of_staying('events', 'at_risk') }}) over so_far as log_survival,
        -- Nobody is left behind a step that all at risk take: it is the last one.
        events = at_risk as is_over,
        sum({{ greenwood_term('events', 'at_risk') }}) over so_far as log_variance,
        sum({{ log_of_staying('exits', 'at_risk') }}) over before as log_staying_before,
        coalesce({{ greenwood_term('exits', 'at_risk') }}, 0) as exit_variance_step,
        sum({{ greenwood_term('exits', 'at_risk') }}) over so_far as exit_variance,
    from at_risk
    window
        so_far as (
            partition by stage, segment_kind, segment
            order by duration_minutes
            rows between unbounded preceding and current row
        ),
        before as (
            partition by stage, segment_kind, segment
            order by duration_minutes
            rows between unbounded preceding and 1 preceding
        )
),

curves as (
    select
        stage,
        segment_kind,
        segment,
        duration_minutes,
        cast(at_risk as bigint) as at_risk,
        cast(events as bigint) as events,
        cast(exits as bigint) as exits,
        cast(leaving - events as bigint) as censored,
        case when is_over then 0.0 else exp(log_survival) end as survival,
        log_variance,
        exp(coalesce(log_staying_before, 0)) as staying_before,
        exit_variance_step,
        coalesce(exit_variance, 0) as exit_variance,
    from summed
),

banded as (
    select
        *,
        {{ log_log_low('survival', 'log_variance') }} as survival_low,
        {{ log_log_high('survival', 'log_variance') }} as survival_high,
    from curves
)

select * from banded
