-- Which rules speak of a lead, in the order in which they are tried: fast tracks ahead
-- of everything else. A lead that came with its company is routed by no rule; the fast
-- tracks that speak of it are kept all the same, to see whether they are followed.
with

requests as (
    select
        lead_id,
        given_company_id,
        origin,
        mql_level,
        product_line,
        lead_source,
    from {{ ref('int_routing_requests') }}
    where is_network
),

rules as (
    select
        *,
        row_number() over (
            order by case when action = 'fast_track' then 0 else 1 end, rule_order
        ) as try_order,
    from {{ source('definition', 'routing_rules') }}
),

fits as (
    select
        requests.lead_id,
        rules.rule_order,
        rules.try_order,
        rules.action,
        rules.target,
        requests.given_company_id is null as is_tried,
    from requests
    inner join rules
        on
            (rules.origin is null or requests.origin = rules.origin)
            and (rules.mql_level is null or requests.mql_level = rules.mql_level)
            and (
                rules.product_line is null
                or requests.product_line = rules.product_line
            )
            and (rules.lead_source is null or requests.lead_source = rules.lead_source)
            and (requests.given_company_id is null or rules.action = 'fast_track')
)

select * from fits
