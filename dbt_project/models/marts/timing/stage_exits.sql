-- Points of each curve as in stage_timing_curves: its first step in each hundredth of
-- its height, and its end.
with

steps as (
    select
        *,
        sum(exits) over (
            partition by stage, segment_kind, segment, exit_type
            order by duration_minutes
        ) as exits_so_far,
        row_number() over (
            partition by
                stage, segment_kind, segment, exit_type,
                floor(exited_share * 100 + 1e-9)
            order by duration_minutes
        ) as place_in_hundredth,
        row_number() over (
            partition by stage, segment_kind, segment, exit_type
            order by duration_minutes desc
        ) as place_from_end,
    from {{ ref('int_timing_exits') }}
),

points as (
    select * from steps
    where place_in_hundredth = 1 or place_from_end = 1
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
        points.exit_type,
        row_number() over so_far as point_number,
        points.place_from_end = 1 as is_last,
        {{ in_days('points.duration_minutes') }} as at_days,
        points.exited_share,
        {{ log_log_low(
            'points.exited_share',
            ratio('points.variance', 'points.exited_share * points.exited_share')
        ) }} as exited_share_low,
        {{ log_log_high(
            'points.exited_share',
            ratio('points.variance', 'points.exited_share * points.exited_share')
        ) }} as exited_share_high,
        points.at_risk,
        cast(
            points.exits_so_far - coalesce(lag(points.exits_so_far) over so_far, 0)
            as bigint
        ) as exits,
        run_context.run_id,
        run_context.definition_version,
    from points
    cross join run_context
    window
        so_far as (
            partition by
                points.stage, points.segment_kind, points.segment, points.exit_type
            order by points.duration_minutes
        )
)

select * from final
