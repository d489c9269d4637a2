-- What earns revenue: a job, or an invoice, estimate or survey answer without one.
with

jobs as (
    select * from {{ ref('stg_jobs') }}
),

invoices as (
    select * from {{ ref('stg_invoices') }}
),

estimates as (
    select * from {{ ref('stg_estimates') }}
),

surveys as (
    select * from {{ ref('stg_surveys') }}
    where kind = 'location' and revenue_amount is not null
),

customers as (
    select
        customer_id,
        company_id,
    from {{ ref('stg_customers') }}
),

estimates_with_job as (
    select distinct estimate_id from jobs
    where estimate_id is not null
),

job_conversions as (
    select
        'job:' || jobs.job_id as conversion_id,
        'job' as conversion_kind,
        jobs.customer_id,
        jobs.company_id,
        jobs.created_at as converted_at,
        {{ latest_meant('jobs.created_at', 'jobs.record_timezone') }}
            as converted_until,
        coalesce(jobs.lead_id, estimates.lead_id) as named_lead_id,
        coalesce(jobs.status = 'cancelled', false) as is_cancelled,
    from jobs
    left join estimates on jobs.estimate_id = estimates.estimate_id
),

-- A credit note that takes back another invoice has no conversion of its own.
jobless_invoices as (
    select
        'invoice:' || invoices.invoice_id as conversion_id,
        'invoice' as conversion_kind,
        invoices.customer_id,
        invoices.company_id,
        invoices.issued_at as converted_at,
        {{ latest_meant('invoices.issued_at', 'invoices.record_timezone') }}
            as converted_until,
        cast(null as {{ dbt.type_string() }}) as named_lead_id,
        false as is_cancelled,
    from invoices
    inner join {{ ref('int_invoice_conversions') }} as invoice_conversions
        on
            invoices.invoice_id = invoice_conversions.invoice_id
            and 'invoice:' || invoices.invoice_id = invoice_conversions.conversion_id
),

jobless_estimates as (
    select
        'estimate:' || estimates.estimate_id as conversion_id,
        'estimate' as conversion_kind,
        estimates.customer_id,
        estimates.company_id,
        estimates.created_at as converted_at,
        {{ latest_meant('estimates.created_at', 'estimates.record_timezone') }}
            as converted_until,
        estimates.lead_id as named_lead_id,
        coalesce(estimates.status in ('declined', 'expired'), false) as is_cancelled,
    from estimates
    left join estimates_with_job
        on estimates.estimate_id = estimates_with_job.estimate_id
    where estimates_with_job.estimate_id is null
),

survey_conversions as (
    select
        'survey:' || response_id as conversion_id,
        'survey' as conversion_kind,
        cast(null as {{ dbt.type_string() }}) as customer_id,
        cast(null as {{ dbt.type_string() }}) as company_id,
        submitted_at as converted_at,
        submitted_at as converted_until,
        lead_id as named_lead_id,
        false as is_cancelled,
    from surveys
),

unioned as (
    select * from job_conversions
    union all
    select * from jobless_invoices
    union all
    select * from jobless_estimates
    union all
    select * from survey_conversions
),

scoped as (
    select
        unioned.conversion_id,
        unioned.conversion_kind,
        unioned.customer_id,
        coalesce(unioned.company_id, customers.company_id) as company_id,
        unioned.converted_at,
        unioned.converted_until,
        unioned.named_lead_id,
        unioned.is_cancelled,
    from unioned
    left join customers on unioned.customer_id = customers.customer_id
)

select * from scoped
