-- What each company of a pool got and what it was to get: for every lead that took a
-- turn, each company active in the pool then expects an equal part of it.
with

took_turns as (
    select * from {{ ref('int_turns_valued') }}
),

pools as (
    select * from {{ ref('int_routing_pools') }}
),

rules as (
    select
        rule_order,
        action,
    from {{ source('definition', 'routing_rules') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

by_pool as (
    select
        rule_order,
        pool_from,
        month,
        count(*) as pool_leads,
        {{ ratio('count(*)', 'max(pool_size)') }} as leads_each,
    from took_turns
    group by
        rule_order,
        pool_from,
        month
),

expected as (
    select
        by_pool.rule_order,
        by_pool.month,
        pools.company_id,
        sum(by_pool.leads_each) as expected_leads,
        sum(by_pool.pool_leads) as leads_while_active,
    from by_pool
    inner join pools
        on
            by_pool.rule_order = pools.rule_order
            and by_pool.pool_from = pools.pool_from
    group by
        by_pool.rule_order,
        by_pool.month,
        pools.company_id
),

got as (
    select
        rule_order,
        month,
        company_id,
        count(*) as leads,
        percentile_cont(0.5) within group (order by unit_minutes)
            as median_wait_minutes,
        sum(expected_amount) as expected_amount,
        count(expected_amount) as valued_leads,
    from took_turns
    group by
        rule_order,
        month,
        company_id
),

compared as (
    select
        expected.rule_order,
        expected.month,
        expected.company_id,
        coalesce(got.leads, 0) as leads,
        expected.expected_leads,
        expected.leads_while_active,
        coalesce(got.leads, 0) - expected.expected_leads as deviation_leads,
        got.median_wait_minutes,
        got.expected_amount,
        coalesce(got.valued_leads, 0) as valued_leads,
    from expected
    left join got
        on
            expected.rule_order = got.rule_order
            and expected.month = got.month
            and expected.company_id = got.company_id
),

final as (
    select
        cast(compared.rule_order as bigint) as rule_order,
        rules.action as routing_rule,
        compared.month,
        compared.company_id,
        compared.leads,
        compared.expected_leads,
        {{ ratio('compared.leads', 'compared.leads_while_active') }} as share,
        {{ ratio('compared.expected_leads', 'compared.leads_while_active') }}
            as expected_share,
        compared.deviation_leads,
        max(abs(compared.deviation_leads)) over (
            partition by compared.rule_order, compared.month
        ) as largest_deviation_leads,
        compared.median_wait_minutes,
        cast(round(compared.expected_amount, 2) as decimal(18, 2)) as expected_amount,
        compared.valued_leads,
        run_context.run_id,
        run_context.definition_version,
    from compared
    inner join rules on compared.rule_order = rules.rule_order
    cross join run_context
)

select * from final
