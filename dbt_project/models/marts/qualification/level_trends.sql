-- Does more of a level mean more of what it promises? The Cochran-Armitage test for a
-- trend, whether the rates ever fall, and how far the extreme levels lie apart.
with

outcomes as (
    select
        level_kind,
        measure,
        level_from,
        level_number,
        cases_count,
        successes_count,
        {{ ratio('successes_count', 'cases_count') }} as success_rate,
    from {{ ref('int_levels_outcomes') }}
    where level_number > 0
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

stepped as (
    select
        *,
        success_rate - lag(success_rate) over (
            partition by level_kind, measure, level_from order by level_number
        ) as rise,
    from outcomes
),

totals as (
    select
        level_kind,
        measure,
        level_from,
        count(*) as levels,
        sum(cases_count) as cases_count,
        sum(successes_count) as successes_count,
        {{ ratio('sum(successes_count)', 'sum(cases_count)') }} as overall_rate,
        sum(cast(level_number * successes_count as double)) as scored_successes,
        sum(cast(level_number * cases_count as double)) as scored_cases,
        sum(cast(level_number * level_number * cases_count as double)) as squared_cases,
        min(rise) as smallest_rise,
        max(rise) as largest_rise,
        min(level_number) as lowest_level,
        max(level_number) as highest_level,
        min_by(cases_count, level_number) as lowest_cases,
        min_by(successes_count, level_number) as lowest_successes,
        max_by(cases_count, level_number) as highest_cases,
        max_by(successes_count, level_number) as highest_successes,
    from stepped
    group by
        level_kind,
        measure,
        level_from
),

tested as (
    select
        *,
        {{ ratio(
            'scored_successes - scored_cases * overall_rate',
            'sqrt(
                overall_rate * (1 - overall_rate)
                * greatest(
                    squared_cases - scored_cases * scored_cases / cases_count, 0.0
                )
            )',
        ) }} as trend_z,
    from totals
),

final as (
    select
        tested.level_kind,
        tested.measure,
        tested.level_from,
        tested.levels,
        cast(tested.cases_count as bigint) as cases_count,
        cast(tested.successes_count as bigint) as successes_count,
        tested.trend_z,
        tested.trend_z >= {{ z_95() }} as is_predictive,
        case when tested.levels > 1 then tested.smallest_rise >= 0 end as is_monotone,
        cast(tested.lowest_level as bigint) as lowest_level,
        cast(tested.highest_level as bigint) as highest_level,
        {{ ratio('tested.lowest_successes', 'tested.lowest_cases') }} as lowest_rate,
        {{ ratio('tested.highest_successes', 'tested.highest_cases') }} as highest_rate,
        case
            when tested.levels > 1
                then
                    {{ ratio('tested.highest_successes', 'tested.highest_cases') }}
                    - {{ ratio('tested.lowest_successes', 'tested.lowest_cases') }}
        end as difference,
        case
            when tested.levels > 1
                then {{ newcombe_low(
                'tested.highest_successes', 'tested.highest_cases',
                'tested.lowest_successes', 'tested.lowest_cases',
            ) }}
        end as difference_low,
        case
            when tested.levels > 1
                then {{ newcombe_high(
                'tested.highest_successes', 'tested.highest_cases',
                'tested.lowest_successes', 'tested.lowest_cases',
            ) }}
        end as difference_high,
        run_context.run_id,
        run_context.definition_version,
    from tested
    cross join run_context
)

select * from final
