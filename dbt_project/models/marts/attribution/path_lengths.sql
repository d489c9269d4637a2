with

paths as (
    select * from {{ ref('int_conversion_paths') }}
    where path_kind = 'campaign'
),

revenue as (
    select * from {{ ref('int_conversion_revenue') }}
),

summed as (
    select
        paths.month,
        revenue.revenue_basis,
        paths.touches_count,
        count(*) as conversions,
        sum(revenue.revenue_amount) as revenue_amount,
    from revenue
    inner join paths on revenue.conversion_id = paths.conversion_id
    group by
        paths.month,
        revenue.revenue_basis,
        paths.touches_count
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
        cast(summed.touches_count as bigint) as touches_count,
        cast(summed.conversions as bigint) as conversions,
        cast(summed.revenue_amount as decimal(18, 2)) as revenue_amount,
        run_context.run_id,
        run_context.definition_version,
    from summed
    cross join run_context
)

select * from final
