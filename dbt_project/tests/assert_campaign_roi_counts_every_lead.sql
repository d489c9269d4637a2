-- A lead without campaign, or of an unknown one, is a reported bucket and never
-- dropped.
with

shown as (
    select
        clock,
        attribution_model,
        revenue_basis,
        sum(leads) as leads,
        sum(unique_leads) as unique_leads,
        sum(spend_amount) as spend_amount,
    from {{ ref('campaign_roi') }}
    group by
        clock,
        attribution_model,
        revenue_basis
),

counted as (
    select
        (select count(*) from {{ ref('fct_leads') }}) as leads,
        (select count(*) from {{ ref('fct_unique_leads') }}) as unique_leads,
        (select coalesce(sum(amount), 0) from {{ ref('int_spend') }}) as spend_amount,
)

select
    shown.*,
    counted.leads as leads_delivered,
    counted.unique_leads as unique_leads_formed,
    counted.spend_amount as spend_delivered,
from shown
cross join counted
where
    shown.leads <> counted.leads
    or shown.unique_leads <> counted.unique_leads
    or shown.spend_amount <> counted.spend_amount
