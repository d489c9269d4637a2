-- A curve is drawn from its beginning, the first step in each hundredth of its height,
-- and its end: a hundred points at most and two, each exactly on the curve.
with

-- The curve only falls, so that a hundredth begins where the step before is in another:
-- one order answers everything.
steps as (
    select
        *,
        sum(events) over so_far as events_so_far,
        sum(censored) over so_far as censored_so_far,
        coalesce(
            floor(survival * 100 + 1e-9)
            <> lag(floor(survival * 100 + 1e-9)) over so_far,
            true
        ) as begins_hundredth,
        lead(duration_minutes) over so_far is null as is_end,
    from {{ ref('int_timing_steps') }}
    window
        so_far as (
            partition by stage, segment_kind, segment order by duration_minutes
        )
),

beginnings as (
    select
        stage,
        segment_kind,
        segment,
        max(at_risk) as at_risk,
    from steps
    group by
        stage,
        segment_kind,
        segment
),

points as (
    select
        stage,
        segment_kind,
        segment,
        -1 as duration_minutes,
        0.0 as at_days,
        1.0 as survival,
        1.0 as survival_low,
        1.0 as survival_high,
        at_risk,
        0 as events_so_far,
        0 as censored_so_far,
    from beginnings
    union all
    select
        stage,
        segment_kind,
        segment,
        duration_minutes,
        {{ in_days('duration_minutes') }} as at_days,
        survival,
        survival_low,
        survival_high,
        at_risk,
        events_so_far,
        censored_so_far,
    from steps
    where (begins_hundredth and survival < 1) or is_end
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        points.stage,
        points.segment_kind,
        points.segment,
        row_number() over so_far as point_number,
        points.at_days,
        points.survival,
        points.survival_low,
        points.survival_high,
        points.at_risk,
        cast(
            points.events_so_far - coalesce(lag(points.events_so_far) over so_far, 0)
            as bigint
        ) as events,
        cast(
            points.censored_so_far
            - coalesce(lag(points.censored_so_far) over so_far, 0) as bigint
        ) as censored,
        run_context.run_id,
        run_context.definition_version,
    from points
    cross join run_context
    window
        so_far as (
            partition by points.stage, points.segment_kind, points.segment
            order by points.duration_minutes
        )
)

select * from final
