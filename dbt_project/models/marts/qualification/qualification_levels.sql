with

counted as (
    select
        level_from,
        level_number,
        max(case when measure = 'win_rate_decided' then cases_count end) as decided,
        max(case when measure = 'win_rate_decided' then successes_count end) as won,
        max(case when measure = 'win_rate_cohort' then cases_count end)
            as unique_leads,
        max(case when measure = 'taken_share' then successes_count end) as taken,
    from {{ ref('int_levels_outcomes') }}
    where level_kind = 'mql'
    group by
        level_from,
        level_number
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

filled as (
    select
        level_from,
        nullif(level_number, 0) as mql_level,
        unique_leads,
        taken,
        coalesce(decided, 0) as decided,
        coalesce(won, 0) as won,
    from counted
),

final as (
    select
        filled.level_from,
        filled.mql_level,
        coalesce(cast(filled.mql_level as {{ dbt.type_string() }}), '__none__')
            as mql_level_label,
        filled.unique_leads,
        filled.taken,
        {{ ratio('filled.taken', 'filled.unique_leads') }} as taken_share,
        {{ wilson_low('filled.taken', 'filled.unique_leads') }} as taken_share_low,
        {{ wilson_high('filled.taken', 'filled.unique_leads') }} as taken_share_high,
        filled.won,
        filled.decided - filled.won as lost,
        filled.unique_leads - filled.decided as undecided,
        {{ ratio('filled.won', 'filled.decided') }} as win_rate_decided,
        {{ wilson_low('filled.won', 'filled.decided') }} as win_rate_decided_low,
        {{ wilson_high('filled.won', 'filled.decided') }} as win_rate_decided_high,
        {{ ratio('filled.won', 'filled.unique_leads') }} as win_rate_cohort,
        {{ wilson_low('filled.won', 'filled.unique_leads') }} as win_rate_cohort_low,
        {{ wilson_high('filled.won', 'filled.unique_leads') }} as win_rate_cohort_high,
        run_context.run_id,
        run_context.definition_version,
    from filled
    cross join run_context
)

select * from final
