with

returns as (
    select * from {{ ref('int_returns') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

by_unique_lead as (
    select
        source,
        from_stage,
        to_stage,
        unique_lead_id,
        count(*) as returns,
        max(case when is_won_after then 1 else 0 end) as won_after,
    from returns
    group by
        source,
        from_stage,
        to_stage,
        unique_lead_id
),

counted as (
    select
        source,
        from_stage,
        to_stage,
        count(*) as unique_leads,
        sum(returns) as returns,
        sum(won_after) as won_after,
    from by_unique_lead
    group by
        source,
        from_stage,
        to_stage
),

medians as (
    select
        source,
        from_stage,
        to_stage,
        percentile_cont(0.5) within group (order by hours_before_return)
            as hours_before_return_median,
    from returns
    group by
        source,
        from_stage,
        to_stage
),

final as (
    select
        counted.source,
        counted.from_stage,
        counted.to_stage,
        cast(counted.unique_leads as bigint) as unique_leads,
        cast(counted.returns as bigint) as returns,
        medians.hours_before_return_median,
        cast(counted.won_after as bigint) as won_after,
        {{ ratio('counted.won_after', 'counted.unique_leads') }} as won_after_share,
        run_context.run_id,
        run_context.definition_version,
    from counted
    inner join medians
        on
            counted.source = medians.source
            and counted.from_stage = medians.from_stage
            and counted.to_stage = medians.to_stage
    cross join run_context
)

select * from final
