-- What was sold to each opportunity: the product line of its jobs, else of the invoice
-- that has no job, with what they brought in.
with

conversions as (
    select * from {{ ref('int_conversions_matched') }}
    where
        not is_cancelled
        and conversion_kind in ('job', 'invoice')
        and unique_lead_id is not null
),

amounts as (
    select
        conversion_id,
        amount,
    from {{ ref('int_conversion_amounts') }}
),

lines as (
    select
        'job:' || job_id as conversion_id,
        product_line,
    from {{ ref('stg_jobs') }}
    union all
    select
        'invoice:' || invoice_id as conversion_id,
        product_line,
    from {{ ref('stg_invoices') }}
),

sold as (
    select
        conversions.unique_lead_id,
        coalesce(lines.product_line, '__none__') as product_line,
        count(*) as conversions,
        coalesce(sum(amounts.amount), 0) as amount,
    from conversions
    left join lines on conversions.conversion_id = lines.conversion_id
    left join amounts on conversions.conversion_id = amounts.conversion_id
    group by
        conversions.unique_lead_id,
        coalesce(lines.product_line, '__none__')
)

select * from sold
