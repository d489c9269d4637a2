-- What a conversion brings where if it is an opportunity's, by clock, month, campaign,
-- company and basis.
with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
    where campaign_id is not null and confirmation_status <> 'dismissed'
),

credited as (
    select
        pairs.pair_number,
        pairs.conversion_id,
        unique_leads.campaign_id,
        unique_leads.company_scope as company_id,
        unique_leads.first_lead_date as cohort_date,
    from {{ ref('int_pairs_drawn') }} as pairs
    inner join unique_leads on pairs.unique_lead_id = unique_leads.unique_lead_id
),

{{ revenue_in_cells(['pair_number']) }},

-- A number stands for the five names of a cell while millions of draws are counted.
numbered as (
    select
        *,
        dense_rank() over (
            order by clock, month, campaign_id, company_id, revenue_basis
        ) as cell_number,
    from summed
)

select * from numbered
