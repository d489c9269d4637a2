-- Revenue of which the opportunity is sure, by clock, month, campaign, company and
-- basis, as the confirmed model credits it.
with

contenders as (
    select
        conversion_id,
        unique_lead_id,
    from {{ ref('int_conversion_contenders') }}
    where preference = 1 and is_sure
),

named_only as (
    select
        conversions.conversion_id,
        conversions.unique_lead_id,
    from {{ ref('int_conversions_matched') }} as conversions
    left join contenders on conversions.conversion_id = contenders.conversion_id
    where
        conversions.customer_id is null
        and conversions.unique_lead_id is not null
        and contenders.conversion_id is null
),

matched as (
    select * from contenders
    union all
    select * from named_only
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
