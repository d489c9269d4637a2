-- What each job cost in the report currency, and what was invoiced for it in all.
with

jobs as (
    select * from {{ ref('stg_jobs') }}
    where cost_amount is not null
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

entries as (
    select
        job_id,
        sum(amount) as invoiced_amount,
    from {{ ref('int_ledger_entries') }}
    where revenue_basis = 'invoiced' and job_id is not null
    group by job_id
),

placed as (
    select
        jobs.job_id,
        jobs.cost_amount as source_amount,
        coalesce(jobs.currency, companies.currency, report.report_currency) as currency,
        {{ local_date(
            'jobs.created_at', 'coalesce(companies.timezone, run_context.timezone)'
        ) }}
            as cost_date,
    from jobs
    cross join report
    cross join run_context
    left join companies on jobs.company_id = companies.company_id
),

converted as (
    select
        placed.job_id,
        placed.currency,
        placed.cost_date,
        cast(round(placed.source_amount * rates.rate, 2) as decimal(18, 2))
            as cost_amount,
        entries.invoiced_amount,
    from placed
    left join {{ ref('int_exchange_rates') }} as rates
        on
            placed.currency = rates.from_currency
            and placed.cost_date >= rates.valid_from
            and placed.cost_date < rates.valid_until
    left join entries on placed.job_id = entries.job_id
)

select * from converted
