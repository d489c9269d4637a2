-- What each company and user won in each stratum, beside the stratum's part of all
-- cases of the league and its rate in it.
with

cases as (
    select
        league,
        entity_id,
        stratum,
        count(*) as cases,
        sum(won) as won,
    from {{ ref('int_league_cases') }}
    group by
        league,
        entity_id,
        stratum
),

leagues as (
    select
        league,
        sum(cases) as cases,
    from cases
    group by league
),

strata as (
    select
        league,
        stratum,
        sum(cases) as cases,
        sum(won) as won,
    from cases
    group by
        league,
        stratum
),

weighed as (
    select
        cases.league,
        cases.entity_id,
        cases.stratum,
        cases.cases,
        cases.won,
        {{ ratio('cases.won', 'cases.cases') }} as win_rate,
        {{ ratio('strata.cases', 'leagues.cases') }} as weight,
        {{ ratio('strata.won', 'strata.cases') }} as stratum_win_rate,
        cases.cases >= {{ fewest_stratum_cases() }} as is_compared,
        -- One more success and failure than seen: a rate of 0 or 1 in a few cases would
        -- look free of chance.
        {{ ratio('cases.won + 1', 'cases.cases + 2') }} as careful_rate,
    from cases
    inner join strata
        on cases.league = strata.league and cases.stratum = strata.stratum
    inner join leagues on cases.league = leagues.league
)

select * from weighed
