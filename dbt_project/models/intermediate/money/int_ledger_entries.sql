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
    {{ invoiced_entries() }}
),

collected as (
    {{ collected_entries() }}
),

estimated as (
    {{ estimated_entries() }}
),

self_reported as (
    {{ self_reported_entries() }}
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
