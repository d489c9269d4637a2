with

activity as (
    select * from {{ ref('int_roi_activity') }}
),

revenue as (
    select * from {{ ref('int_roi_revenue') }}
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
    cross join {{ ref('int_attribution_models') }} as models
    cross join {{ ref('clocks') }} as clocks
    where
        clocks.only_revenue_basis is null
        or clocks.only_revenue_basis = bases.revenue_basis
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
),

joined as (
    select
        spine.*,
        coalesce(activity.spend_amount, 0) as spend_amount,
        coalesce(activity.leads, 0) as leads,
        coalesce(activity.valid_leads, 0) as valid_leads,
        coalesce(activity.unique_leads, 0) as unique_leads,
        coalesce(activity.won_unique_leads, 0) as won_unique_leads,
        coalesce(activity.new_customers, 0) as new_customers,
        coalesce(activity.jobs, 0) as jobs,
        coalesce(revenue.revenue_amount, 0) as revenue_amount,
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
),

run_context as (
    select
        run_context.run_id,
        run_context.definition_version,
        report.report_currency,
    from {{ source('ops', 'run_context') }} as run_context
    cross join {{ source('ops', 'report_currency') }} as report
),

final as (
    select
        joined.clock,
        joined.month,
        joined.campaign_id,
        joined.company_id,
        joined.attribution_model,
        joined.revenue_basis,
        cast(joined.spend_amount as decimal(18, 2)) as spend_amount,
        cast(joined.leads as bigint) as leads,
        cast(joined.valid_leads as bigint) as valid_leads,
        cast(joined.unique_leads as bigint) as unique_leads,
        cast(joined.won_unique_leads as bigint) as won_unique_leads,
        cast(joined.new_customers as bigint) as new_customers,
        cast(joined.jobs as bigint) as jobs,
        cast(joined.revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(joined.gross_profit_amount as decimal(18, 2)) as gross_profit_amount,
        {{ ratio('joined.spend_amount', 'joined.valid_leads') }} as cost_per_lead,
        {{ ratio('joined.spend_amount', 'joined.unique_leads') }}
            as cost_per_unique_lead,
        {{ ratio('joined.spend_amount', 'joined.new_customers') }} as cac,
        {{ ratio('joined.revenue_amount', 'joined.spend_amount') }} as roas,
        {{ ratio(
            'coalesce(joined.gross_profit_amount, joined.revenue_amount) - joined.spend_amount',
            'joined.spend_amount'
        ) }} as roi,
        case
            when joined.gross_profit_amount is null then 'revenue' else 'gross_profit'
        end as roi_basis,
        cast(null as decimal(18, 2)) as revenue_low,
        cast(null as decimal(18, 2)) as revenue_high,
        cast(null as double) as roas_low,
        cast(null as double) as roas_high,
        cast(joined.mature_unique_leads as bigint) as mature_unique_leads,
        cast(joined.cohort_unique_leads as bigint) as cohort_unique_leads,
        {{ ratio('joined.mature_unique_leads', 'joined.cohort_unique_leads') }}
            as maturity,
        run_context.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from joined
    cross join run_context
)

select * from final
