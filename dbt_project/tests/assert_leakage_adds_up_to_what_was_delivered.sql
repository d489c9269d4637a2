-- Each unique lead leaks at one point at most, and none disappears from the waterfall:
-- its points add up to every lead and unique lead delivered (E1, E2).
with

shown as (
    select
        sum(leads) as leads,
        sum(unique_leads) as unique_leads,
    from {{ ref('leakage') }}
),

delivered as (
    select
        (select count(*) from {{ ref('fct_leads') }}) as leads,
        (select count(*) from {{ ref('fct_unique_leads') }}) as unique_leads,
)

select
    shown.*,
    delivered.leads as leads_delivered,
    delivered.unique_leads as unique_leads_formed,
from shown
cross join delivered
where
    coalesce(shown.leads, 0) <> delivered.leads
    or coalesce(shown.unique_leads, 0) <> delivered.unique_leads
