-- Every amount of every revenue basis, in its own and in the report currency. The bases
-- are never added to each other.
with

invoices as (
    select * from {{ ref('stg_invoices') }}
),

payments as (
    select * from {{ ref('int_payments_netted') }}
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
        coalesce(status = 'cancelled', false) as is_cancelled,
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

invoice_conversions as (
    select * from {{ ref('int_invoice_conversions') }}
),

-- An estimate whose every job was cancelled is worth nothing any more.
estimate_jobs as (
    select
        estimate_id,
        min(case when not is_cancelled then job_id end) as job_id,
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
        case
            when invoices.kind = 'credit_note' then -abs(invoices.tax_amount)
            else invoices.tax_amount
        end as source_tax_amount,
        invoices.currency as delivered_currency,
        invoices.source_file,
        invoices.source_line,
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
        payments.net_amount as source_amount,
        payments.tax_amount as source_tax_amount,
        payments.delivered_currency,
        payments.source_file,
        payments.source_line,
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
        cast(null as decimal(18, 4)) as source_tax_amount,
        estimates.currency as delivered_currency,
        estimates.source_file,
        estimates.source_line,
    from estimates
    left join estimate_jobs on estimates.estimate_id = estimate_jobs.estimate_id
    where
        estimates.amount is not null
        and (estimate_jobs.estimate_id is null or estimate_jobs.job_id is not null)
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
        cast(null as decimal(18, 4)) as source_tax_amount,
        currency as delivered_currency,
        source_file,
        source_line,
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

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

newest_rates as (
    select
        from_currency,
        rate,
    from rates
    where valid_until = date '9999-12-31'
),

converted as (
    select
        placed.*,
        rates.rate,
        rates.valid_from as rate_date,
        cast(
            round(placed.source_amount * rates.rate, 2) as decimal(18, 2)
        ) as amount,
        cast(
            round(placed.source_amount * newest_rates.rate, 2) as decimal(18, 2)
        ) as constant_rate_amount,
    from placed
    left join rates
        on
            placed.currency = rates.from_currency
            and placed.occurred_date >= rates.valid_from
            and placed.occurred_date < rates.valid_until
    left join newest_rates on placed.currency = newest_rates.from_currency
)

select * from converted
