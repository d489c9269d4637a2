-- Revenue of which the opportunity is sure, by clock, month, campaign, company and
-- basis, as the confirmed model credits it.
with

matched as (
    select * from {{ ref('int_conversions_settled') }}
),

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
    where campaign_id is not null and confirmation_status <> 'dismissed'
),

credited as (
    select
        matched.conversion_id,
        unique_leads.campaign_id,
        unique_leads.company_scope as company_id,
        unique_leads.first_lead_date as cohort_date,
    from matched
    inner join unique_leads on matched.unique_lead_id = unique_leads.unique_lead_id
),

{{ revenue_in_cells() }}

select * from summed
