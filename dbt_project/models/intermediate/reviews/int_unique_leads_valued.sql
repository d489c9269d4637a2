-- What an opportunity is worth by itself, else by what others like it brought in: the
-- mean of those that have a customer, of its product line where there are enough.
with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

amounts as (
    select
        unique_lead_id,
        sum(amount) as amount,
    from {{ ref('int_conversion_amounts') }}
    where unique_lead_id is not null
    group by unique_lead_id
),

matched as (
    select
        unique_leads.product_line,
        coalesce(amounts.amount, 0) as amount,
    from unique_leads
    left join amounts on unique_leads.unique_lead_id = amounts.unique_lead_id
    where unique_leads.match_status in ('auto', 'approved')
),

by_all as (
    select avg(amount) as expected_amount from matched
),

-- The mean of fewer is that of a few large orders.
by_product_line as (
    select
        product_line,
        avg(amount) as expected_amount,
    from matched
    where product_line is not null
    group by product_line
    having count(*) >= 30
),

valued as (
    select
        unique_leads.unique_lead_id,
        amounts.amount,
        cast(
            round(
                coalesce(by_product_line.expected_amount, by_all.expected_amount, 0), 2
            ) as decimal(18, 2)
        ) as expected_amount,
    from unique_leads
    cross join by_all
    left join amounts on unique_leads.unique_lead_id = amounts.unique_lead_id
    left join by_product_line
        on unique_leads.product_line = by_product_line.product_line
)

select * from valued
