-- The log-rank test of each segment against all others: between two of its lengths the
-- number at risk stands still, so that running sums give what was to be expected.
with

steps as (
    select * from {{ ref('int_timing_steps') }}
    where segment_kind <> 'all'
),

totals as (
    select * from {{ ref('int_log_rank_totals') }}
),

placed as (
    select
        steps.stage,
        steps.segment_kind,
        steps.segment,
        steps.events,
        steps.at_risk,
        totals.event_share_sum
        - coalesce(lag(totals.event_share_sum) over so_far, 0) as event_share_between,
        totals.spread_sum
        - coalesce(lag(totals.spread_sum) over so_far, 0) as spread_between,
        totals.spread_of_pairs_sum
        - coalesce(lag(totals.spread_of_pairs_sum) over so_far, 0)
            as spread_of_pairs_between,
    from steps
    inner join totals
        on
            steps.stage = totals.stage
            and steps.duration_minutes = totals.duration_minutes
    window
        so_far as (
            partition by steps.stage, steps.segment_kind, steps.segment
            order by steps.duration_minutes
        )
),

compared as (
    select
        stage,
        segment_kind,
        segment,
        max(at_risk) as spells,
        sum(events) as observed,
        sum(at_risk * event_share_between) as expected,
        sum(
            at_risk * spread_between
            - cast(at_risk as double) * at_risk * spread_of_pairs_between
        ) as variance,
    from placed
    group by
        stage,
        segment_kind,
        segment
),

tested as (
    select
        stage,
        segment_kind,
        segment,
        cast(spells as bigint) as spells,
        cast(observed as bigint) as observed,
        expected,
        -- Where every other one is in the segment too, rounding alone is left.
        case when variance > 1e-9 then variance else 0 end as variance,
    from compared
),

ranked as (
    select
        *,
        {{ ratio('(observed - expected) * (observed - expected)', 'variance') }}
            as chi_square,
        row_number() over (
            partition by stage, segment_kind
            order by case when variance > 0 then 0 else 1 end, spells desc, segment asc
        ) as size_rank,
    from tested
),

marked as (
    select
        *,
        size_rank <= {{ most_segments_tested() }}
        and spells >= {{ fewest_stays() }}
        and variance > 0 as is_tested,
    from ranked
)

select * from marked
