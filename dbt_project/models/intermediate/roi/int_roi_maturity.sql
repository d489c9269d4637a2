-- How grown up each cohort is: how many of its opportunities have come to their end.
with

unique_leads as (
    select * from {{ ref('int_unique_leads_matured') }}
),

summed as (
    select
        cast({{ dbt.date_trunc('month', 'first_lead_date') }} as date) as month,
        campaign_bucket_id as campaign_id,
        company_scope as company_id,
        sum(case when is_mature then 1 else 0 end) as mature_unique_leads,
        count(*) as cohort_unique_leads,
    from unique_leads
    group by
        cast({{ dbt.date_trunc('month', 'first_lead_date') }} as date),
        campaign_bucket_id,
        company_scope
)

select * from summed
