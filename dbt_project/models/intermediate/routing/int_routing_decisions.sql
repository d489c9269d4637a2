-- The rule that decides about a lead: the first of those that speak of it to find a
-- company.
with

fits as (
    select * from {{ ref('int_routing_fits') }}
    where is_tried
),

requests as (
    select
        lead_id,
        created_date,
    from {{ ref('int_routing_requests') }}
),

pools as (
    select distinct
        rule_order,
        pool_from,
        pool_until,
    from {{ ref('int_routing_pools') }}
),

found as (
    select
        lead_id,
        rule_order,
    from {{ ref('int_routing_areas') }}
    where is_active
    union
    select
        lead_id,
        rule_order,
    from {{ ref('int_routing_places') }}
    union
    select
        fits.lead_id,
        fits.rule_order,
    from fits
    inner join requests on fits.lead_id = requests.lead_id
    inner join pools
        on
            fits.rule_order = pools.rule_order
            and requests.created_date >= pools.pool_from
            and requests.created_date < pools.pool_until
),

ranked as (
    select
        fits.lead_id,
        fits.rule_order,
        fits.try_order,
        fits.action,
        row_number() over (partition by fits.lead_id order by fits.try_order)
            as preference,
    from fits
    inner join found
        on fits.lead_id = found.lead_id and fits.rule_order = found.rule_order
),

deciding as (
    select
        lead_id,
        rule_order,
        try_order,
        action,
    from ranked
    where preference = 1
)

select * from deciding
