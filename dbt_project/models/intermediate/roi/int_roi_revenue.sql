-- Revenue of campaign ROI by clock, month, campaign, company, model and basis. The cash
-- clock knows only what was collected.
with

credits as (
    select * from {{ ref('int_revenue_credits') }}
),

unattributed as (
    select * from {{ ref('int_revenue_unattributed') }}
),

described as (
    select * from {{ ref('int_conversions_described') }}
),

constant_rates as (
    select
        entry_id,
        {{ ratio('constant_rate_amount', 'amount') }} as constant_rate_factor,
    from {{ ref('int_ledger_entries') }}
),

shown as (
    select
        attribution_model,
        revenue_basis,
        entry_id,
        conversion_id,
        campaign_id,
        company_id,
        cohort_date,
        occurred_date,
        credited_amount as amount,
        gross_profit_amount,
    from credits
    union all
    select
        attribution_model,
        revenue_basis,
        entry_id,
        conversion_id,
        campaign_id,
        company_id,
        cohort_date,
        occurred_date,
        unattributed_amount as amount,
        gross_profit_amount,
    from unattributed
),

amounts as (
    select
        shown.*,
        coalesce(described.is_new_customer, false) as is_new_customer,
        cast(
            cast(shown.amount as double)
            * coalesce(constant_rates.constant_rate_factor, 1) as decimal(18, 4)
        ) as constant_rate_amount,
    from shown
    left join described on shown.conversion_id = described.conversion_id
    left join constant_rates on shown.entry_id = constant_rates.entry_id
),

clocks as (
    select * from (values ('cohort'), ('period'), ('cash')) as clocks (clock)
),

dated as (
    select
        clocks.clock,
        amounts.*,
        case clocks.clock
            when 'cohort' then amounts.cohort_date else amounts.occurred_date
        end as counted_date,
    from amounts
    cross join clocks
    where clocks.clock <> 'cash' or amounts.revenue_basis = 'collected'
),

summed as (
    select
        clock,
        cast(date_trunc('month', counted_date) as date) as month,
        campaign_id,
        company_id,
        attribution_model,
        revenue_basis,
        sum(amount) as revenue_amount,
        sum(case when is_new_customer then amount else 0 end)
            as new_customer_revenue_amount,
        sum(constant_rate_amount) as constant_rate_revenue_amount,
        -- Gross profit is known only where the cost of all the revenue is.
        case
            when count(gross_profit_amount) = count(*) then sum(gross_profit_amount)
        end as gross_profit_amount,
    from dated
    group by
        clock,
        cast(date_trunc('month', counted_date) as date),
        campaign_id,
        company_id,
        attribution_model,
        revenue_basis
)

select * from summed
