-- Spend, outcomes and revenue side by side, by clock, model and basis. The spine is
-- made of both sides, so that a campaign that spends and earns nothing has its row.
with

activity as (
    select * from {{ ref('int_roi_activity') }}
),

revenue as (
    select * from {{ ref('int_roi_revenue') }}
),

-- Where uncertain matches may bring revenue, there is something to show.
intervals as (
    select * from {{ ref('int_roi_intervals') }}
),

maturity as (
    select * from {{ ref('int_roi_maturity') }}
),

bases as (
    select 'invoiced' as revenue_basis
    union
    select distinct revenue_basis from {{ ref('int_ledger_entries') }}
),

slices as (
    select
        clocks.clock,
        models.attribution_model,
        bases.revenue_basis,
    from bases
    cross join (
        values ('confirmed'), ('first'), ('last'), ('linear')
    ) as models (attribution_model)
    cross join (values ('cohort'), ('period'), ('cash')) as clocks (clock)
    where clocks.clock <> 'cash' or bases.revenue_basis = 'collected'
),

spine as (
    select
        activity.clock,
        activity.month,
        activity.campaign_id,
        activity.company_id,
        slices.attribution_model,
        slices.revenue_basis,
    from activity
    inner join slices on activity.clock = slices.clock
    union
    select
        clock,
        month,
        campaign_id,
        company_id,
        attribution_model,
        revenue_basis,
    from revenue
    union
    select
        clock,
        month,
        campaign_id,
        company_id,
        'confirmed' as attribution_model,
        revenue_basis,
    from intervals
),

joined as (
    select
        spine.*,
        coalesce(activity.own_spend_amount, 0) as own_spend_amount,
        coalesce(activity.allocated_spend_amount, 0) as allocated_spend_amount,
        coalesce(activity.own_spend_amount, 0)
        + coalesce(activity.allocated_spend_amount, 0) as spend_amount,
        coalesce(activity.overhead_amount, 0) as overhead_amount,
        coalesce(activity.leads, 0) as leads,
        coalesce(activity.valid_leads, 0) as valid_leads,
        coalesce(activity.unique_leads, 0) as unique_leads,
        coalesce(activity.won_unique_leads, 0) as won_unique_leads,
        coalesce(activity.new_customers, 0) as new_customers,
        coalesce(activity.jobs, 0) as jobs,
        coalesce(revenue.revenue_amount, 0) as revenue_amount,
        coalesce(revenue.new_customer_revenue_amount, 0) as new_customer_revenue_amount,
        coalesce(revenue.constant_rate_revenue_amount, 0)
            as constant_rate_revenue_amount,
        case
            when revenue.revenue_amount is null then 0 else revenue.gross_profit_amount
        end as gross_profit_amount,
        maturity.mature_unique_leads,
        maturity.cohort_unique_leads,
    from spine
    left join activity
        on
            spine.clock = activity.clock
            and spine.month = activity.month
            and spine.campaign_id = activity.campaign_id
            and spine.company_id = activity.company_id
    left join revenue
        on
            spine.clock = revenue.clock
            and spine.month = revenue.month
            and spine.campaign_id = revenue.campaign_id
            and spine.company_id = revenue.company_id
            and spine.attribution_model = revenue.attribution_model
            and spine.revenue_basis = revenue.revenue_basis
    left join maturity
        on
            spine.clock = 'cohort'
            and spine.month = maturity.month
            and spine.campaign_id = maturity.campaign_id
            and spine.company_id = maturity.company_id
)

select * from joined
