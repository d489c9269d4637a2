-- The companies that the rules found for a lead, best first. By a rule in turn they are
-- those whose turn comes next, of which the first five are kept.
with

areas as (
    select * from {{ ref('int_routing_areas') }}
    where is_active
),

places as (
    select * from {{ ref('int_routing_places') }}
),

turns as (
    select * from {{ ref('int_routing_turns') }}
),

pools as (
    select * from {{ ref('int_routing_pools') }}
),

decisions as (
    select * from {{ ref('int_routing_decisions') }}
),

waits as (
    select 0 as turns_to_wait
    union all
    select 1 as turns_to_wait
    union all
    select 2 as turns_to_wait
    union all
    select 3 as turns_to_wait
    union all
    select 4 as turns_to_wait
),

in_turn as (
    select
        turns.lead_id,
        turns.rule_order,
        decisions.try_order,
        pools.company_id,
        turns.pool_size,
        waits.turns_to_wait,
    from turns
    inner join decisions on turns.lead_id = decisions.lead_id
    inner join waits on turns.pool_size > waits.turns_to_wait
    inner join pools
        on
            turns.rule_order = pools.rule_order
            and turns.pool_from = pools.pool_from
            and 1 + mod(
                turns.turn_position - 1 + waits.turns_to_wait, turns.pool_size
            ) = pools.turn_position
),

unioned as (
    select
        lead_id,
        rule_order,
        try_order,
        company_id,
        territory_id,
        prefix_length,
        is_of_product_line,
        priority,
        cast(null as double) as distance_km,
        cast(null as bigint) as turns_to_wait,
        cast(null as bigint) as pool_size,
    from areas
    union all
    select
        lead_id,
        rule_order,
        try_order,
        company_id,
        cast(null as {{ dbt.type_string() }}) as territory_id,
        cast(null as bigint) as prefix_length,
        cast(null as boolean) as is_of_product_line,
        cast(null as bigint) as priority,
        distance_km,
        cast(null as bigint) as turns_to_wait,
        cast(null as bigint) as pool_size,
    from places
    union all
    select
        lead_id,
        rule_order,
        try_order,
        company_id,
        cast(null as {{ dbt.type_string() }}) as territory_id,
        cast(null as bigint) as prefix_length,
        cast(null as boolean) as is_of_product_line,
        cast(null as bigint) as priority,
        cast(null as double) as distance_km,
        turns_to_wait,
        pool_size,
    from in_turn
),

ranked as (
    select
        *,
        row_number() over (
            partition by lead_id, rule_order
            order by
                prefix_length desc nulls last,
                case when is_of_product_line then 0 else 1 end asc,
                priority asc nulls last,
                territory_id asc nulls last,
                distance_km asc nulls last,
                turns_to_wait asc nulls last,
                company_id asc
        ) as candidate_rank,
        coalesce(
            pool_size, count(*) over (partition by lead_id, rule_order)
        ) as candidates_count,
    from unioned
)

select * from ranked
