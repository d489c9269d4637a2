-- Opportunities and those won by product line and kind of customer.
with

unique_leads as (
    select
        first_lead_date,
        won_date,
        won_at,
        is_new_customer,
        leads_count,
        jobs_count,
        coalesce(product_line, '__none__') as product_line,
        case
            when is_new_customer then 'new'
            when not is_new_customer then 'repeat'
            else '__none__'
        end as new_or_repeat,
    from {{ ref('int_unique_leads_enriched') }}
),

clocks as (
    select * from (values ('cohort'), ('period'), ('cash')) as clocks (clock)
),

kinds as (
    select * from (values ('product_line'), ('new_or_repeat')) as kinds (rollup_kind)
),

counted as (
    select
        clocks.clock,
        unique_leads.first_lead_date as counted_date,
        unique_leads.product_line,
        unique_leads.new_or_repeat,
        unique_leads.leads_count as leads,
        1 as unique_leads,
        0 as won,
        0 as new_customers,
    from unique_leads
    cross join clocks
    union all
    select
        clocks.clock,
        case clocks.clock
            when 'cohort' then unique_leads.first_lead_date else unique_leads.won_date
        end as counted_date,
        unique_leads.product_line,
        unique_leads.new_or_repeat,
        0 as leads,
        0 as unique_leads,
        1 as won,
        case when unique_leads.is_new_customer then 1 else 0 end as new_customers,
    from unique_leads
    cross join clocks
    where unique_leads.won_at is not null
),

summed as (
    select
        kinds.rollup_kind,
        case kinds.rollup_kind
            when 'product_line' then counted.product_line else counted.new_or_repeat
        end as rollup,
        counted.clock,
        cast({{ dbt.date_trunc('month', 'counted.counted_date') }} as date) as month,
        sum(counted.leads) as valid_leads,
        sum(counted.unique_leads) as unique_leads,
        sum(counted.won) as won_unique_leads,
        sum(counted.new_customers) as new_customers,
    from counted
    cross join kinds
    group by
        kinds.rollup_kind,
        case kinds.rollup_kind
            when 'product_line' then counted.product_line else counted.new_or_repeat
        end,
        counted.clock,
        cast({{ dbt.date_trunc('month', 'counted.counted_date') }} as date)
)

select * from summed
