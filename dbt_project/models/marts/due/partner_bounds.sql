-- A silent company's leads are neither won nor lost: the truth lies between the rate in
-- which all of them are lost and the one in which all are won.
with

counted as (
    select
        *,
        won + lost as reported,
        won + lost + silent as knowable,
    from {{ ref('int_partner_results') }}
),

companies as (
    select
        company_id,
        name,
    from {{ ref('stg_companies') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        counted.partner_id as company_id,
        case counted.partner_id
            when '__all__' then 'All companies' else companies.name
        end as company_name,
        cast(counted.accepted as bigint) as accepted,
        cast(counted.won as bigint) as reported_won,
        cast(counted.lost as bigint) as reported_lost,
        cast(counted.cancelled as bigint) as reported_cancelled,
        cast(counted.open as bigint) as awaited,
        cast(counted.silent as bigint) as silent,
        cast(counted.silent_with_order as bigint) as silent_with_order,
        cast(counted.lost_with_order as bigint) as lost_with_order,
        {{ ratio('counted.reported', 'counted.knowable') }} as reported_share,
        {{ ratio('counted.won', 'counted.reported') }} as win_rate_reported,
        {{ wilson_low('counted.won', 'counted.reported') }} as win_rate_reported_low,
        {{ wilson_high('counted.won', 'counted.reported') }} as win_rate_reported_high,
        {{ ratio('counted.won', 'counted.knowable') }} as win_rate_if_silent_lost,
        {{ ratio('counted.won + counted.silent', 'counted.knowable') }}
            as win_rate_if_silent_won,
        {{ ratio(
            'counted.won + counted.silent_with_order + counted.lost_with_order',
            'counted.knowable',
        ) }} as win_rate_low_by_orders,
        {{ ratio(
            'counted.won + counted.silent + counted.lost_with_order',
            'counted.knowable',
        ) }} as win_rate_high_by_orders,
        counted.reported < {{ fewest_cases() }} as has_few_cases,
        run_context.run_id,
        run_context.definition_version,
    from counted
    cross join run_context
    left join companies on counted.partner_id = companies.company_id
)

select * from final
