-- The unique lead's campaign takes all, in the cohort of the opportunity.
with

conversions as (
    select
        conversion_id,
        unique_lead_id,
    from {{ ref('int_conversions_matched') }}
),

confirmations as (
    select unique_lead_id from {{ ref('int_confirmations') }}
    where confirmation_status = 'confirmed'
),

formed as (
    select
        unique_lead_id,
        campaign_lead_id,
        campaign_id,
        company_scope,
        first_lead_date,
    from {{ ref('int_unique_leads_formed') }}
),

weighed as (
    select
        conversions.conversion_id,
        formed.campaign_lead_id as lead_id,
        formed.campaign_id,
        formed.company_scope as company_id,
        formed.first_lead_date as cohort_date,
        cast(1 as bigint) as touch_number,
        true as is_alone,
        cast(1 as double) as weight,
    from conversions
    inner join
        confirmations
        on conversions.unique_lead_id = confirmations.unique_lead_id
    inner join formed on conversions.unique_lead_id = formed.unique_lead_id
)

select * from weighed
