with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
    where confirmation_status = 'confirmed'
),

conversions as (
    select * from {{ ref('int_conversions_matched') }}
    where unique_lead_id is not null
),

customers as (
    select
        customer_id,
        campaign,
        created_at,
    from {{ ref('stg_customers') }}
),

jobs as (
    select * from {{ ref('stg_jobs') }}
),

estimates as (
    select * from {{ ref('stg_estimates') }}
),

customer_records as (
    select
        'customer' as record_type,
        customers.customer_id as record_id,
        unique_leads.unique_lead_id,
        customers.campaign as previous_campaign,
        coalesce(customers.created_at, unique_leads.first_lead_at) as record_at,
    from unique_leads
    inner join customers on unique_leads.customer_id = customers.customer_id
),

job_records as (
    select
        'job' as record_type,
        jobs.job_id as record_id,
        conversions.unique_lead_id,
        jobs.campaign as previous_campaign,
        jobs.created_at as record_at,
    from conversions
    inner join jobs on conversions.conversion_id = 'job:' || jobs.job_id
),

estimate_records as (
    select
        'estimate' as record_type,
        estimates.estimate_id as record_id,
        coalesce(job_conversions.unique_lead_id, own_conversions.unique_lead_id)
            as unique_lead_id,
        estimates.campaign as previous_campaign,
        estimates.created_at as record_at,
    from estimates
    left join jobs on estimates.estimate_id = jobs.estimate_id
    left join conversions as job_conversions
        on 'job:' || jobs.job_id = job_conversions.conversion_id
    left join conversions as own_conversions
        on 'estimate:' || estimates.estimate_id = own_conversions.conversion_id
),

records as (
    select * from customer_records
    union
    select * from job_records
    union
    select * from estimate_records
),

keys as (
    select * from {{ ref('int_campaign_keys') }}
    where key_kind = 'campaign'
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        records.record_type,
        records.record_id,
        records.unique_lead_id,
        unique_leads.campaign_id,
        keys.campaign_id as previous_campaign_id,
        records.previous_campaign,
        greatest(records.record_at, unique_leads.first_lead_at) as assigned_at,
        run_context.run_id,
        run_context.definition_version,
    from records
    inner join unique_leads on records.unique_lead_id = unique_leads.unique_lead_id
    cross join run_context
    left join keys on {{ comparable('records.previous_campaign') }} = keys.key_text
)

select * from final
