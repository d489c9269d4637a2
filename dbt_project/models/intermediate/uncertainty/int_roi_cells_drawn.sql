-- Revenue of uncertain conversions in each draw, in the cells in which it would fall.
with

matched as (
    select
        draw,
        conversion_id,
        unique_lead_id,
    from {{ ref('int_matches_drawn') }}
    union all
    select
        draw,
        conversion_id,
        unique_lead_id,
    from {{ ref('int_missing_matches_drawn') }}
),

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
    where campaign_id is not null and confirmation_status <> 'dismissed'
),

credited as (
    select
        matched.draw,
        matched.conversion_id,
        unique_leads.campaign_id,
        unique_leads.company_scope as company_id,
        unique_leads.first_lead_date as cohort_date,
    from matched
    inner join unique_leads on matched.unique_lead_id = unique_leads.unique_lead_id
),

{{ revenue_in_cells(['draw']) }}

select * from summed
