-- Draws in which a conversion that found no opportunity has one all the same, which the
-- scores did not find: of the opportunities of its company without a customer the one
-- that began when, by the lags of the others, it may have begun.
with

conversions as (
    select * from {{ ref('int_uncertain_conversions') }}
),

matched as (
    select * from {{ ref('int_matches_drawn') }}
),

draws as (
    select draw from {{ ref('int_draws') }}
),

recall as (
    select
        conversion_kind,
        missing_chance,
    from {{ ref('int_match_recall') }}
),

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

lags as (
    select
        row_number() over (
            order by conversions.converted_at, conversions.conversion_id
        ) - 1 as lag_number,
        greatest(
            {{ seconds_between(
                'unique_leads.first_lead_at', 'conversions.converted_at'
            ) }},
            0
        ) as lag_seconds,
    from {{ ref('int_conversions_matched') }} as conversions
    inner join unique_leads
        on conversions.unique_lead_id = unique_leads.unique_lead_id
    where conversions.conversion_kind = 'job' and not conversions.is_cancelled
),

lag_counts as (
    select count(*) as lags_count from lags
),

missing as (
    select
        draws.draw,
        conversions.conversion_id,
        conversions.company_scope,
        conversions.converted_at,
        cast(
            floor(
                {{ drawn(
                    'conversions.lag_offset', 'conversions.lag_step', 'draws.draw'
                ) }}
                * lag_counts.lags_count
            ) as bigint
        ) as lag_number,
    from conversions
    cross join draws
    cross join lag_counts
    inner join recall on conversions.conversion_kind = recall.conversion_kind
    left join matched
        on
            draws.draw = matched.draw
            and conversions.conversion_id = matched.conversion_id
    where
        matched.conversion_id is null
        and {{ drawn(
            'conversions.missing_offset', 'conversions.missing_step', 'draws.draw'
        ) }}
        < recall.missing_chance
),

targets as (
    select
        missing.draw,
        missing.conversion_id,
        missing.company_scope,
        missing.converted_at - to_seconds(lags.lag_seconds) as began_at,
    from missing
    inner join lags on missing.lag_number = lags.lag_number
),

-- Each opportunity without a customer, numbered within its company.
free as (
    select
        unique_lead_id,
        company_scope,
        first_lead_at,
        row_number() over (
            partition by company_scope order by first_lead_at, unique_lead_id
        ) as place,
    from unique_leads
    where match_status = 'unmatched'
),

in_order as (
    select
        company_scope,
        first_lead_at as happened_at,
        0 as is_target,
        cast(null as bigint) as draw,
        cast(null as {{ dbt.type_string() }}) as conversion_id,
    from free
    union all
    select
        company_scope,
        began_at as happened_at,
        1 as is_target,
        draw,
        conversion_id,
    from targets
),

counted as (
    select
        *,
        sum(1 - is_target) over (
            partition by company_scope
            order by happened_at, is_target, draw, conversion_id
            rows between unbounded preceding and current row
        ) as place,
    from in_order
),

given as (
    select
        counted.draw,
        counted.conversion_id,
        free.unique_lead_id,
    from counted
    inner join free
        on counted.company_scope = free.company_scope and counted.place = free.place
    where counted.is_target = 1
)

select * from given
