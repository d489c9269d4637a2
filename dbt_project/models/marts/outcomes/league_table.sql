with

rated as (
    select * from {{ ref('int_league_rated') }}
),

reversals as (
    select * from {{ ref('int_league_reversals') }}
    where is_significant
),

companies as (
    select * from {{ ref('stg_companies') }}
),

users as (
    select * from {{ ref('stg_users') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

reversed_entities as (
    select
        league,
        raw_better_id as entity_id,
    from reversals
    union
    select
        league,
        raw_worse_id as entity_id,
    from reversals
),

final as (
    select
        rated.league,
        rated.entity_id,
        coalesce(
            case rated.league when 'company' then companies.name else users.name end,
            rated.entity_id
        ) as entity_label,
        rated.company_id,
        cast(rated.decided as bigint) as decided,
        cast(rated.won as bigint) as won,
        rated.win_rate_raw,
        {{ wilson_low('rated.won', 'rated.decided') }} as win_rate_raw_low,
        {{ wilson_high('rated.won', 'rated.decided') }} as win_rate_raw_high,
        rated.expected_win_rate,
        rated.win_rate_adjusted,
        greatest(
            0.0,
            rated.win_rate_adjusted - {{ z_95() }} * sqrt(rated.adjusted_variance)
        ) as win_rate_adjusted_low,
        least(
            1.0,
            rated.win_rate_adjusted + {{ z_95() }} * sqrt(rated.adjusted_variance)
        ) as win_rate_adjusted_high,
        rated.win_rate_adjusted_shrunk,
        cast(rated.strata as bigint) as strata,
        cast(rated.strata_compared as bigint) as strata_compared,
        {{ ratio('rated.cases_compared', 'rated.decided') }} as cases_compared_share,
        rated.coverage as stratum_coverage,
        cast(rated.rank_raw as bigint) as rank_raw,
        cast(rated.rank_adjusted as bigint) as rank_adjusted,
        reversed_entities.entity_id is not null as is_simpson_reversal,
        rated.decided < {{ fewest_cases() }} as has_few_cases,
        run_context.run_id,
        run_context.definition_version,
    from rated
    cross join run_context
    left join reversed_entities
        on
            rated.league = reversed_entities.league
            and rated.entity_id = reversed_entities.entity_id
    left join companies on rated.company_id = companies.company_id
    left join users
        on rated.entity_id = users.user_id and rated.league = 'user'
)

select * from final
