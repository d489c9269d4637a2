-- What each conversion is about: its product line, and whether it is the first business
-- with the customer or more of it.
with

conversions as (
    select * from {{ ref('int_conversions_matched') }}
),

unique_leads as (
    select
        unique_lead_id,
        product_line,
        is_new_customer,
    from {{ ref('int_unique_leads_enriched') }}
),

jobs as (
    select
        'job:' || job_id as conversion_id,
        product_line,
    from {{ ref('stg_jobs') }}
),

invoices as (
    select
        'invoice:' || invoice_id as conversion_id,
        product_line,
    from {{ ref('stg_invoices') }}
),

first_orders as (
    select
        customer_id,
        min(converted_at) as first_order_at,
    from conversions
    where customer_id is not null and not is_cancelled
    group by customer_id
),

described as (
    select
        conversions.conversion_id,
        coalesce(
            jobs.product_line, invoices.product_line, unique_leads.product_line
        ) as product_line,
        coalesce(
            unique_leads.is_new_customer,
            conversions.converted_at <= first_orders.first_order_at
        ) as is_new_customer,
    from conversions
    left join unique_leads on conversions.unique_lead_id = unique_leads.unique_lead_id
    left join jobs on conversions.conversion_id = jobs.conversion_id
    left join invoices on conversions.conversion_id = invoices.conversion_id
    left join first_orders on conversions.customer_id = first_orders.customer_id
)

select * from described
