-- Every amount of every revenue basis, in its own and in the report currency. The bases
-- are never added to each other.
with

invoices as (
    select * from {{ ref('stg_invoices') }}
),

payments as (
    select * from {{ ref('stg_payments') }}
),

estimates as (
    select * from {{ ref('stg_estimates') }}
    where status = 'accepted'
),

surveys as (
    select * from {{ ref('stg_surveys') }}
    where kind = 'location' and revenue_amount is not null
),

jobs as (
    select
        job_id,
        estimate_id,
    from {{ ref('stg_jobs') }}
),

conversions as (
    select
        conversion_id,
        company_id,
    from {{ ref('int_conversions') }}
),

companies as (
    select
        company_id,
        currency,
        timezone,
    from {{ ref('stg_companies') }}
),

report as (
    select report_currency from {{ source('ops', 'report_currency') }}
),

run_context as (
    select timezone from {{ source('ops', 'run_context') }}
),

-- A credit note without a job gives back what the customer's latest earlier jobless
-- invoice brought, and so follows that invoice's conversion.
jobless as (
    select
        invoices.invoice_id,
        invoices.customer_id,
        invoices.issued_at,
        coalesce(invoices.kind = 'credit_note', false) as is_credit_note,
    from invoices
    left join jobs on invoices.job_id = jobs.job_id
    where jobs.job_id is null
),

credited_back as (
    select
        notes.invoice_id,
        max_by(originals.invoice_id, originals.issued_at) as original_invoice_id,
    from jobless as notes
    inner join jobless as originals
        on
            notes.customer_id = originals.customer_id
            and notes.issued_at >= originals.issued_at
            and not originals.is_credit_note
    where notes.is_credit_note
    group by notes.invoice_id
),

invoice_conversions as (
    select
        invoices.invoice_id,
        case
            when jobs.job_id is not null then 'job:' || jobs.job_id
            else 'invoice:' || coalesce(
                credited_back.original_invoice_id, invoices.invoice_id
            )
        end as conversion_id,
    from invoices
    left join jobs on invoices.job_id = jobs.job_id
    left join credited_back on invoices.invoice_id = credited_back.invoice_id
),

estimate_jobs as (
    select
        estimate_id,
        min(job_id) as job_id,
    from jobs
    where estimate_id is not null
    group by estimate_id
),

invoiced as (
    select
        'invoiced' as revenue_basis,
        'invoice:' || invoices.invoice_id as entry_id,
        invoices.invoice_id,
        invoices.job_id,
        invoices.customer_id,
        invoice_conversions.conversion_id,
        invoices.issued_at as occurred_at,
        case
            when invoices.kind = 'credit_note' then -abs(invoices.net_amount)
            else invoices.net_amount
        end as source_amount,
        invoices.currency as delivered_currency,
    from invoices
    inner join
        invoice_conversions
        on invoices.invoice_id = invoice_conversions.invoice_id
),

collected as (
    select
        'collected' as revenue_basis,
        'payment:' || payments.payment_id as entry_id,
        payments.invoice_id,
        invoices.job_id,
        invoices.customer_id,
        invoice_conversions.conversion_id,
        payments.paid_at as occurred_at,
        payments.amount as source_amount,
        coalesce(payments.currency, invoices.currency) as delivered_currency,
    from payments
    inner join invoices on payments.invoice_id = invoices.invoice_id
    inner join
        invoice_conversions
        on payments.invoice_id = invoice_conversions.invoice_id
),

estimated as (
    select
        'estimated' as revenue_basis,
        'estimate:' || estimates.estimate_id as entry_id,
        cast(null as {{ dbt.type_string() }}) as invoice_id,
        estimate_jobs.job_id,
        estimates.customer_id,
        coalesce(
            'job:' || estimate_jobs.job_id, 'estimate:' || estimates.estimate_id
        ) as conversion_id,
        coalesce(estimates.decided_at, estimates.created_at) as occurred_at,
        estimates.amount as source_amount,
        estimates.currency as delivered_currency,
    from estimates
    left join estimate_jobs on estimates.estimate_id = estimate_jobs.estimate_id
    where estimates.amount is not null
),

self_reported as (
    select
        'self_reported' as revenue_basis,
        'survey:' || response_id as entry_id,
        cast(null as {{ dbt.type_string() }}) as invoice_id,
        cast(null as {{ dbt.type_string() }}) as job_id,
        cast(null as {{ dbt.type_string() }}) as customer_id,
        'survey:' || response_id as conversion_id,
        submitted_at as occurred_at,
        revenue_amount as source_amount,
        currency as delivered_currency,
    from surveys
),

unioned as (
    select * from invoiced
    union all
    select * from collected
    union all
    select * from estimated
    union all
    select * from self_reported
),

placed as (
    select
        unioned.*,
        conversions.company_id,
        coalesce(
            unioned.delivered_currency, companies.currency, report.report_currency
        ) as currency,
        {{ local_date(
            'unioned.occurred_at', 'coalesce(companies.timezone, run_context.timezone)'
        ) }}
            as occurred_date,
        report.report_currency,
    from unioned
    cross join report
    cross join run_context
    left join conversions on unioned.conversion_id = conversions.conversion_id
    left join companies on conversions.company_id = companies.company_id
),

converted as (
    select
        placed.*,
        cast(
            round(placed.source_amount * rates.rate, 2) as decimal(18, 2)
        ) as amount,
    from placed
    left join {{ ref('int_exchange_rates') }} as rates
        on
            placed.currency = rates.from_currency
            and placed.occurred_date >= rates.valid_from
            and placed.occurred_date < rates.valid_until
)

select * from converted
