with

jobs as (
    select * from {{ ref('stg_jobs') }}
),

conversions as (
    select * from {{ ref('int_conversions_matched') }}
    where conversion_kind = 'job'
),

unique_leads as (
    select
        unique_lead_id,
        campaign_id,
        confirmation_status,
    from {{ ref('int_unique_leads_enriched') }}
),

keys as (
    select * from {{ ref('int_campaign_keys') }}
    where key_kind = 'campaign'
),

costs as (
    select * from {{ ref('int_job_costs') }}
),

amounts as (
    select
        job_id,
        sum(case when revenue_basis = 'invoiced' then amount end) as invoiced_amount,
        sum(case when revenue_basis = 'collected' then amount end) as collected_amount,
        sum(case when revenue_basis = 'estimated' then amount end) as estimated_amount,
    from {{ ref('int_ledger_entries') }}
    where job_id is not null
    group by job_id
),

run_context as (
    select
        run_context.run_id,
        run_context.definition_version,
        report.report_currency,
    from {{ source('ops', 'run_context') }} as run_context
    cross join {{ source('ops', 'report_currency') }} as report
),

final as (
    select
        jobs.job_id,
        jobs.customer_id,
        conversions.company_id,
        jobs.estimate_id,
        jobs.created_at,
        jobs.scheduled_at,
        jobs.completed_at,
        jobs.status,
        jobs.product_line,
        conversions.unique_lead_id,
        conversions.matched_lead_id,
        conversions.is_named as is_lead_named_by_source,
        jobs.campaign as source_campaign,
        keys.campaign_id as source_campaign_id,
        case
            when unique_leads.confirmation_status = 'confirmed'
                then unique_leads.campaign_id
        end as confirmed_campaign_id,
        jobs.cost_amount as source_cost_amount,
        jobs.currency as source_cost_currency,
        costs.cost_amount,
        cast(coalesce(amounts.invoiced_amount, 0) as decimal(18, 2)) as invoiced_amount,
        cast(coalesce(amounts.collected_amount, 0) as decimal(18, 2))
            as collected_amount,
        cast(coalesce(amounts.estimated_amount, 0) as decimal(18, 2))
            as estimated_amount,
        run_context.report_currency,
        jobs.source_file,
        jobs.source_line,
        run_context.run_id,
        run_context.definition_version,
    from jobs
    inner join conversions on 'job:' || jobs.job_id = conversions.conversion_id
    cross join run_context
    left join unique_leads on conversions.unique_lead_id = unique_leads.unique_lead_id
    left join keys on {{ comparable('jobs.campaign') }} = keys.key_text
    left join costs on jobs.job_id = costs.job_id
    left join amounts on jobs.job_id = amounts.job_id
)

select * from final
