-- Campaign ROI summed to channels, sources, companies, the network, product lines and
-- kinds of customers. Ratios are made anew from the sums, never averaged.
with

of_campaigns as (
    select * from {{ ref('int_roi_summed') }}
),

described as (
    select * from {{ ref('int_roi_described') }}
),

outcomes as (
    select * from {{ ref('int_roi_outcomes_described') }}
),

slices as (
    select distinct
        clock,
        attribution_model,
        revenue_basis,
    from of_campaigns
),

described_spine as (
    select
        outcomes.rollup_kind,
        outcomes.rollup,
        outcomes.clock,
        outcomes.month,
        slices.attribution_model,
        slices.revenue_basis,
    from outcomes
    inner join slices on outcomes.clock = slices.clock
    union
    select
        rollup_kind,
        rollup,
        clock,
        month,
        attribution_model,
        revenue_basis,
    from described
),

of_descriptions as (
    select
        spine.*,
        coalesce(outcomes.valid_leads, 0) as valid_leads,
        coalesce(outcomes.unique_leads, 0) as unique_leads,
        coalesce(outcomes.won_unique_leads, 0) as won_unique_leads,
        coalesce(outcomes.new_customers, 0) as new_customers,
        coalesce(described.revenue_amount, 0) as revenue_amount,
        coalesce(described.new_customer_revenue_amount, 0)
            as new_customer_revenue_amount,
        case
            when described.revenue_amount is null then 0
            else described.gross_profit_amount
        end as gross_profit_amount,
    from described_spine as spine
    left join outcomes
        on
            spine.rollup_kind = outcomes.rollup_kind
            and spine.rollup = outcomes.rollup
            and spine.clock = outcomes.clock
            and spine.month = outcomes.month
    left join described
        on
            spine.rollup_kind = described.rollup_kind
            and spine.rollup = described.rollup
            and spine.clock = described.clock
            and spine.month = described.month
            and spine.attribution_model = described.attribution_model
            and spine.revenue_basis = described.revenue_basis
),

unioned as (
    select * from of_campaigns
    union all
    select
        rollup_kind,
        rollup,
        clock,
        month,
        attribution_model,
        revenue_basis,
        cast(null as decimal(18, 2)) as spend_amount,
        cast(null as decimal(18, 2)) as overhead_amount,
        cast(null as bigint) as leads,
        valid_leads,
        unique_leads,
        won_unique_leads,
        new_customers,
        cast(null as bigint) as jobs,
        revenue_amount,
        cast(null as decimal(18, 2)) as attributed_revenue_amount,
        new_customer_revenue_amount,
        gross_profit_amount,
        cast(null as bigint) as mature_unique_leads,
        cast(null as bigint) as cohort_unique_leads,
    from of_descriptions
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
        unioned.rollup_kind,
        unioned.rollup,
        unioned.clock,
        unioned.month,
        unioned.attribution_model,
        unioned.revenue_basis,
        cast(unioned.spend_amount as decimal(18, 2)) as spend_amount,
        cast(unioned.overhead_amount as decimal(18, 2)) as overhead_amount,
        cast(unioned.leads as bigint) as leads,
        cast(unioned.valid_leads as bigint) as valid_leads,
        cast(unioned.unique_leads as bigint) as unique_leads,
        cast(unioned.won_unique_leads as bigint) as won_unique_leads,
        cast(unioned.new_customers as bigint) as new_customers,
        cast(unioned.jobs as bigint) as jobs,
        cast(unioned.revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(unioned.attributed_revenue_amount as decimal(18, 2))
            as attributed_revenue_amount,
        cast(unioned.new_customer_revenue_amount as decimal(18, 2))
            as new_customer_revenue_amount,
        cast(unioned.gross_profit_amount as decimal(18, 2)) as gross_profit_amount,
        {{ ratio('unioned.spend_amount', 'unioned.valid_leads') }} as cost_per_lead,
        {{ ratio('unioned.spend_amount', 'unioned.unique_leads') }}
            as cost_per_unique_lead,
        {{ ratio('unioned.spend_amount', 'unioned.won_unique_leads') }}
            as cost_per_won_unique_lead,
        {{ ratio('unioned.spend_amount', 'unioned.new_customers') }} as cac,
        {{ ratio(
            'unioned.spend_amount + unioned.overhead_amount', 'unioned.new_customers'
        ) }} as cac_loaded,
        {{ ratio('unioned.attributed_revenue_amount', 'unioned.spend_amount') }}
            as roas,
        cast(unioned.mature_unique_leads as bigint) as mature_unique_leads,
        cast(unioned.cohort_unique_leads as bigint) as cohort_unique_leads,
        {{ ratio('unioned.mature_unique_leads', 'unioned.cohort_unique_leads') }}
            as maturity,
        run_context.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from unioned
    cross join run_context
)

select * from final
