-- A turn is a promise: as long as nobody joins or leaves a pool, no member of it has
-- had two leads more than another.
with

turns as (
    select
        rule_order,
        pool_from,
        company_id,
        count(*) as leads,
    from {{ ref('int_routing_turns') }}
    group by
        rule_order,
        pool_from,
        company_id
),

shares as (
    select
        pools.rule_order,
        pools.pool_from,
        max(coalesce(turns.leads, 0)) as most_leads,
        min(coalesce(turns.leads, 0)) as fewest_leads,
    from {{ ref('int_routing_pools') }} as pools
    left join turns
        on
            pools.rule_order = turns.rule_order
            and pools.pool_from = turns.pool_from
            and pools.company_id = turns.company_id
    group by
        pools.rule_order,
        pools.pool_from
)

select * from shares
where most_leads - fewest_leads > 1
