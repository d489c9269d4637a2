with

paths as (
    select * from {{ ref('int_conversion_paths') }}
    where path_kind = 'campaign'
),

revenue as (
    select * from {{ ref('int_conversion_revenue') }}
),

lagged as (
    select
        'first_touch' as lag_from,
        conversion_id,
        month,
        first_touch_days as days,
    from paths
    union all
    select
        'last_touch' as lag_from,
        conversion_id,
        month,
        last_touch_days as days,
    from paths
),

summed as (
    select
        lagged.month,
        revenue.revenue_basis,
        lagged.lag_from,
        lagged.days,
        count(*) as conversions,
        sum(revenue.revenue_amount) as revenue_amount,
    from revenue
    inner join lagged on revenue.conversion_id = lagged.conversion_id
    group by
        lagged.month,
        revenue.revenue_basis,
        lagged.lag_from,
        lagged.days
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        'period' as clock,
        summed.month,
        summed.revenue_basis,
        summed.lag_from,
        cast(summed.days as bigint) as days,
        cast(summed.conversions as bigint) as conversions,
        cast(summed.revenue_amount as decimal(18, 2)) as revenue_amount,
        run_context.run_id,
        run_context.definition_version,
    from summed
    cross join run_context
)

select * from final
