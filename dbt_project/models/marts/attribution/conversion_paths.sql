-- The paths with the most conversions; the others are one row, so that sums hold.
{%- set shown = 200 %}
with

paths as (
    select * from {{ ref('int_conversion_paths') }}
),

revenue as (
    select * from {{ ref('int_conversion_revenue') }}
),

summed as (
    select
        paths.path_kind,
        revenue.revenue_basis,
        paths.path,
        max(paths.steps_count) as steps_count,
        count(*) as conversions,
        sum(revenue.revenue_amount) as revenue_amount,
    from revenue
    inner join paths on revenue.conversion_id = paths.conversion_id
    group by
        paths.path_kind,
        revenue.revenue_basis,
        paths.path
),

ranked as (
    select
        *,
        row_number() over (
            partition by path_kind, revenue_basis
            order by conversions desc, revenue_amount desc, path asc
        ) as path_rank,
    from summed
),

bounded as (
    select
        path_kind,
        revenue_basis,
        case when path_rank <= {{ shown }} then path else '__other__' end as path,
        case when path_rank <= {{ shown }} then path_rank end as path_rank,
        case when path_rank <= {{ shown }} then steps_count end as steps_count,
        conversions,
        revenue_amount,
    from ranked
),

grouped as (
    select
        path_kind,
        revenue_basis,
        path,
        path_rank,
        steps_count,
        count(*) as paths,
        sum(conversions) as conversions,
        sum(revenue_amount) as revenue_amount,
    from bounded
    group by
        path_kind,
        revenue_basis,
        path,
        path_rank,
        steps_count
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        grouped.path_kind,
        grouped.revenue_basis,
        grouped.path,
        cast(grouped.path_rank as bigint) as path_rank,
        cast(grouped.steps_count as bigint) as steps_count,
        cast(grouped.paths as bigint) as paths,
        cast(grouped.conversions as bigint) as conversions,
        cast(grouped.revenue_amount as decimal(18, 2)) as revenue_amount,
        run_context.run_id,
        run_context.definition_version,
    from grouped
    cross join run_context
)

select * from final
