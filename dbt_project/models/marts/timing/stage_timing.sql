with

quantiles as (
    select * from {{ ref('int_timing_quantiles') }}
),

reached as (
    select * from {{ ref('int_timing_reached') }}
),

exits as (
    select
        stage,
        segment_kind,
        segment,
        max(case when exit_type = 'won' then exited_share end) as won_share,
        max(case when exit_type = 'lost' then exited_share end) as lost_share,
        max(case when exit_type = 'cancelled' then exited_share end)
            as cancelled_share,
    from {{ ref('int_timing_exits') }}
    group by
        stage,
        segment_kind,
        segment
),

comparisons as (
    select * from {{ ref('int_log_rank_segments') }}
),

labels as (
    select * from {{ ref('int_segment_labels') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        quantiles.stage,
        quantiles.segment_kind,
        quantiles.segment,
        labels.segment_label,
        quantiles.n,
        cast(quantiles.open_n as bigint) as open_n,
        cast(quantiles.ended_n as bigint) as ended_n,
        quantiles.n < {{ fewest_stays() }} as is_small,
        {{ in_days('quantiles.p25_minutes') }} as p25_days,
        {{ in_days('quantiles.median_minutes') }} as median_days,
        {{ in_days('quantiles.p75_minutes') }} as p75_days,
        {{ in_days('quantiles.median_low_minutes') }} as median_low_days,
        {{ in_days('quantiles.median_high_minutes') }} as median_high_days,
        reached.reached_share,
        {{ in_days('reached.half_reached_minutes') }} as median_days_if_reached,
        {{ in_days('quantiles.naive_mean_minutes') }} as naive_mean_days,
        {{ in_days('quantiles.longest_minutes') }} as longest_days,
        exits.won_share,
        exits.lost_share,
        exits.cancelled_share,
        comparisons.chi_square as against_others_chi_square,
        {{ chi_square_tail('comparisons.chi_square', 1) }} as against_others_p_value,
        run_context.run_id,
        run_context.definition_version,
    from quantiles
    cross join run_context
    left join labels
        on
            quantiles.segment_kind = labels.segment_kind
            and quantiles.segment = labels.segment
    left join reached
        on
            quantiles.stage = reached.stage
            and quantiles.segment_kind = reached.segment_kind
            and quantiles.segment = reached.segment
    left join exits
        on
            quantiles.stage = exits.stage
            and quantiles.segment_kind = exits.segment_kind
            and quantiles.segment = exits.segment
    left join comparisons
        on
            quantiles.stage = comparisons.stage
            and quantiles.segment_kind = comparisons.segment_kind
            and quantiles.segment = comparisons.segment
)

select * from final
