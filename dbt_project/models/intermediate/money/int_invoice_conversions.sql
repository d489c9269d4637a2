-- The conversion that each invoice belongs to. A credit note without a job takes back
-- what the customer's latest earlier invoice brought, one without a job before one of a
-- job, and so follows that invoice's conversion.
with

invoices as (
    select * from {{ ref('stg_invoices') }}
),

jobs as (
    select job_id from {{ ref('stg_jobs') }}
),

judged as (
    select
        invoices.invoice_id,
        invoices.customer_id,
        invoices.issued_at,
        jobs.job_id,
        coalesce(invoices.kind = 'credit_note', false) as is_credit_note,
        case
            when jobs.job_id is not null then 'job:' || jobs.job_id
            else 'invoice:' || invoices.invoice_id
        end as own_conversion_id,
    from invoices
    left join jobs on invoices.job_id = jobs.job_id
),

originals as (
    select
        notes.invoice_id,
        earlier.own_conversion_id as conversion_id,
        row_number() over (
            partition by notes.invoice_id
            order by
                case when earlier.job_id is null then 0 else 1 end asc,
                earlier.issued_at desc,
                earlier.invoice_id desc
        ) as preference,
    from judged as notes
    inner join judged as earlier
        on
            notes.customer_id = earlier.customer_id
            and notes.issued_at >= earlier.issued_at
            and not earlier.is_credit_note
    where notes.is_credit_note and notes.job_id is null
),

taken_back as (
    select
        invoice_id,
        conversion_id,
    from originals
    where preference = 1
),

assigned as (
    select
        judged.invoice_id,
        coalesce(taken_back.conversion_id, judged.own_conversion_id) as conversion_id,
    from judged
    left join taken_back on judged.invoice_id = taken_back.invoice_id
)

select * from assigned
