with

reversals as (
    select * from {{ ref('int_league_reversals') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        reversals.league,
        reversals.raw_better_id,
        reversals.raw_worse_id,
        reversals.better_win_rate_raw,
        reversals.worse_win_rate_raw,
        reversals.better_win_rate_adjusted,
        reversals.worse_win_rate_adjusted,
        reversals.raw_difference_errors,
        reversals.adjusted_difference_errors,
        reversals.is_significant,
        run_context.run_id,
        run_context.definition_version,
    from reversals
    cross join run_context
)

select * from final
