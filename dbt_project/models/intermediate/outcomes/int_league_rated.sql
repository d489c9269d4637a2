-- The adjusted rates drawn towards their mean as far as chance explains how they differ
-- (DerSimonian and Laird, 1986), with ranks.
with

standardised as (
    select * from {{ ref('int_league_standardised') }}
),

precise as (
    select
        league,
        entity_id,
        win_rate_adjusted,
        {{ ratio('1', 'adjusted_variance') }} as precision_weight,
    from standardised
    where win_rate_adjusted is not null
),

means as (
    select
        league,
        count(*) as entities,
        sum(precision_weight) as weights,
        sum(precision_weight * precision_weight) as squares,
        {{ ratio(
            'sum(precision_weight * win_rate_adjusted)', 'sum(precision_weight)'
        ) }} as mean_rate,
    from precise
    group by league
),

differing as (
    select
        means.league,
        means.entities,
        means.weights,
        means.squares,
        means.mean_rate,
        sum(
            precise.precision_weight
            * power(precise.win_rate_adjusted - means.mean_rate, 2)
        ) as heterogeneity,
    from means
    inner join precise on means.league = precise.league
    group by
        means.league,
        means.entities,
        means.weights,
        means.squares,
        means.mean_rate
),

priors as (
    select
        league,
        mean_rate,
        coalesce(
            greatest(
                0.0,
                {{ ratio(
                    'heterogeneity - (entities - 1)',
                    'weights - ' ~ ratio('squares', 'weights'),
                ) }}
            ),
            0.0
        ) as between_variance,
    from differing
),

shrunk as (
    select
        standardised.*,
        priors.mean_rate,
        priors.between_variance,
        {{ ratio(
            'priors.between_variance * standardised.win_rate_adjusted'
            ~ ' + standardised.adjusted_variance * priors.mean_rate',
            'priors.between_variance + standardised.adjusted_variance',
        ) }} as win_rate_adjusted_shrunk,
    from standardised
    left join priors on standardised.league = priors.league
),

ranked as (
    select
        *,
        rank() over (partition by league order by win_rate_raw desc) as rank_raw,
        case
            when win_rate_adjusted is not null
                then
                    rank() over (
                        partition by league order by win_rate_adjusted desc nulls last
                    )
        end as rank_adjusted,
    from shrunk
)

select * from ranked
