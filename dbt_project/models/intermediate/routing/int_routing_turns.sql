-- Whose turn it is. Leads take turns in the order in which they became known, not in
-- that of their dates: one that arrives late comes after those before it and changes
-- nothing that was decided.
with

decisions as (
    select * from {{ ref('int_routing_decisions') }}
    where action in ('round_robin', 'preferred')
),

requests as (
    select
        lead_id,
        created_at,
        created_date,
        arrived_at,
    from {{ ref('int_routing_requests') }}
),

pools as (
    select * from {{ ref('int_routing_pools') }}
),

pieces as (
    select distinct
        rule_order,
        pool_from,
        pool_until,
        pool_size,
    from pools
),

numbered as (
    select
        decisions.lead_id,
        decisions.rule_order,
        pieces.pool_from,
        pieces.pool_size,
        row_number() over (
            partition by decisions.rule_order, pieces.pool_from
            order by requests.arrived_at, requests.created_at, decisions.lead_id
        ) as turn_number,
    from decisions
    inner join requests on decisions.lead_id = requests.lead_id
    inner join pieces
        on
            decisions.rule_order = pieces.rule_order
            and requests.created_date >= pieces.pool_from
            and requests.created_date < pieces.pool_until
),

taken as (
    select
        numbered.lead_id,
        numbered.rule_order,
        numbered.pool_from,
        numbered.pool_size,
        numbered.turn_number,
        pools.turn_position,
        pools.company_id,
    from numbered
    inner join pools
        on
            numbered.rule_order = pools.rule_order
            and numbered.pool_from = pools.pool_from
            and 1 + mod(numbered.turn_number - 1, numbered.pool_size)
            = pools.turn_position
)

select * from taken
