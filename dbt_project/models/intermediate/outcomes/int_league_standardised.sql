-- The raw win rate of each company and user, and the one it would have with the mix of
-- cases of the whole league (direct standardisation), with its variance.
with

strata as (
    select * from {{ ref('int_league_strata') }}
),

companies as (
    select
        league,
        entity_id,
        max(company_id) as company_id,
    from {{ ref('int_league_cases') }}
    group by
        league,
        entity_id
),

summed as (
    select
        league,
        entity_id,
        sum(cases) as decided,
        sum(won) as won,
        count(*) as strata,
        sum(case when is_compared then 1 else 0 end) as strata_compared,
        sum(case when is_compared then cases else 0 end) as cases_compared,
        sum(case when is_compared then weight else 0 end) as coverage,
        sum(case when is_compared then weight * win_rate else 0 end) as weighted_rate,
        sum(
            case
                when is_compared
                    then
                        weight * weight * careful_rate * (1 - careful_rate) / cases
                else 0
            end
        ) as weighted_variance,
        {{ ratio('sum(cases * stratum_win_rate)', 'sum(cases)') }} as expected_win_rate,
    from strata
    group by
        league,
        entity_id
),

standardised as (
    select
        summed.*,
        companies.company_id,
        {{ ratio('summed.won', 'summed.decided') }} as win_rate_raw,
        case
            when summed.coverage >= {{ least_stratum_coverage() }}
                then {{ ratio('summed.weighted_rate', 'summed.coverage') }}
        end as win_rate_adjusted,
        case
            when summed.coverage >= {{ least_stratum_coverage() }}
                then
                    {{ ratio(
                        'summed.weighted_variance', 'summed.coverage * summed.coverage'
                    ) }}
        end as adjusted_variance,
    from summed
    inner join companies
        on
            summed.league = companies.league
            and summed.entity_id = companies.entity_id
)

select * from standardised
