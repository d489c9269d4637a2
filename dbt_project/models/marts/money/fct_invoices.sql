with

invoices as (
    select * from {{ ref('stg_invoices') }}
),

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where revenue_basis = 'invoiced'
),

conversions as (
    select
        conversion_id,
        unique_lead_id,
    from {{ ref('int_conversions_matched') }}
),

unique_leads as (
    select
        unique_lead_id,
        campaign_id,
        confirmation_status,
    from {{ ref('int_unique_leads_enriched') }}
),

jobs as (
    select
        job_id,
        campaign,
    from {{ ref('stg_jobs') }}
),

keys as (
    select * from {{ ref('int_campaign_keys') }}
    where key_kind = 'campaign'
),

payments as (
    select
        invoice_id,
        sum(amount) as collected_amount,
    from {{ ref('int_ledger_entries') }}
    where revenue_basis = 'collected'
    group by invoice_id
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        invoices.invoice_id,
        invoices.job_id,
        invoices.customer_id,
        entries.company_id,
        invoices.issued_at,
        entries.occurred_date as issued_date,
        coalesce(invoices.kind, 'invoice') as kind,
        cast(entries.source_amount as decimal(18, 4)) as source_net_amount,
        invoices.tax_amount as source_tax_amount,
        entries.currency as source_currency,
        entries.amount as net_amount,
        entries.report_currency,
        cast(coalesce(payments.collected_amount, 0) as decimal(18, 2))
            as collected_amount,
        invoices.product_line,
        invoices.is_brand_product,
        entries.conversion_id,
        conversions.unique_lead_id,
        keys.campaign_id as source_campaign_id,
        case
            when unique_leads.confirmation_status = 'confirmed'
                then unique_leads.campaign_id
        end as confirmed_campaign_id,
        invoices.source_file,
        invoices.source_line,
        run_context.run_id,
        run_context.definition_version,
    from invoices
    inner join entries on invoices.invoice_id = entries.invoice_id
    cross join run_context
    left join conversions on entries.conversion_id = conversions.conversion_id
    left join unique_leads on conversions.unique_lead_id = unique_leads.unique_lead_id
    left join jobs on invoices.job_id = jobs.job_id
    left join keys on {{ comparable('jobs.campaign') }} = keys.key_text
    left join payments on invoices.invoice_id = payments.invoice_id
)

select * from final
