-- Revenue of campaign ROI by clock, month, campaign, company, model and basis. The cash
-- clock knows only what was collected.
with

credits as (
    select * from {{ ref('int_revenue_credits') }}
),

unattributed as (
    select * from {{ ref('int_revenue_unattributed') }}
),

amounts as (
    select
        attribution_model,
        revenue_basis,
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
        campaign_id,
        company_id,
        cohort_date,
        occurred_date,
        unattributed_amount as amount,
        gross_profit_amount,
    from unattributed
),

clocks as (
    select * from {{ ref('clocks') }}
),

dated as (
    select
        clocks.clock,
        amounts.*,
        case clocks.counted_by
            when 'lead' then amounts.cohort_date else amounts.occurred_date
        end as counted_date,
    from amounts
    cross join clocks
    where
        clocks.only_revenue_basis is null
        or clocks.only_revenue_basis = amounts.revenue_basis
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
