with

roi as (
    select * from {{ ref('int_roi_campaigns') }}
),

-- Matches are drawn for the model that follows them.
intervals as (
    select
        *,
        'confirmed' as attribution_model,
    from {{ ref('int_roi_intervals') }}
),

calibration as (
    select count(*) > 0 as is_calibrated from {{ source('identity', 'calibration') }}
),

run_context as (
    select
        run_context.run_id,
        run_context.definition_version,
        report.report_currency,
        calibration.is_calibrated,
    from {{ source('ops', 'run_context') }} as run_context
    cross join {{ source('ops', 'report_currency') }} as report
    cross join calibration
),

final as (
    select
        roi.clock,
        roi.month,
        roi.campaign_id,
        roi.company_id,
        roi.attribution_model,
        roi.revenue_basis,
        cast(roi.spend_amount as decimal(18, 2)) as spend_amount,
        cast(roi.own_spend_amount as decimal(18, 2)) as own_spend_amount,
        cast(roi.allocated_spend_amount as decimal(18, 2)) as allocated_spend_amount,
        cast(roi.overhead_amount as decimal(18, 2)) as overhead_amount,
        cast(roi.leads as bigint) as leads,
        cast(roi.valid_leads as bigint) as valid_leads,
        cast(roi.unique_leads as bigint) as unique_leads,
        cast(roi.won_unique_leads as bigint) as won_unique_leads,
        cast(roi.new_customers as bigint) as new_customers,
        cast(roi.jobs as bigint) as jobs,
        cast(roi.revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(roi.new_customer_revenue_amount as decimal(18, 2))
            as new_customer_revenue_amount,
        cast(round(roi.constant_rate_revenue_amount, 2) as decimal(18, 2))
            as constant_rate_revenue_amount,
        cast(roi.gross_profit_amount as decimal(18, 2)) as gross_profit_amount,
        {{ ratio('roi.spend_amount', 'roi.valid_leads') }} as cost_per_lead,
        {{ ratio('roi.spend_amount', 'roi.unique_leads') }}
            as cost_per_unique_lead,
        {{ ratio('roi.spend_amount', 'roi.won_unique_leads') }}
            as cost_per_won_unique_lead,
        {{ ratio('roi.spend_amount', 'roi.new_customers') }} as cac,
        {{ ratio(
            'roi.spend_amount + roi.overhead_amount', 'roi.new_customers'
        ) }} as cac_loaded,
        {{ ratio('roi.revenue_amount', 'roi.spend_amount') }} as roas,
        {{ ratio(
            'coalesce(roi.gross_profit_amount, roi.revenue_amount) - roi.spend_amount',
            'roi.spend_amount'
        ) }} as roi,
        case
            when roi.gross_profit_amount is null then 'revenue' else 'gross_profit'
        end as roi_basis,
        cast(round(intervals.expected_amount, 2) as decimal(18, 2)) as revenue_expected,
        cast(round(intervals.low_amount, 2) as decimal(18, 2)) as revenue_low,
        cast(round(intervals.median_amount, 2) as decimal(18, 2)) as revenue_median,
        cast(round(intervals.high_amount, 2) as decimal(18, 2)) as revenue_high,
        {{ ratio('round(intervals.low_amount, 2)', 'roi.spend_amount') }} as roas_low,
        {{ ratio('round(intervals.high_amount, 2)', 'roi.spend_amount') }} as roas_high,
        run_context.is_calibrated,
        cast(roi.mature_unique_leads as bigint) as mature_unique_leads,
        cast(roi.cohort_unique_leads as bigint) as cohort_unique_leads,
        {{ ratio('roi.mature_unique_leads', 'roi.cohort_unique_leads') }}
            as maturity,
        run_context.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from roi
    cross join run_context
    left join intervals
        on
            roi.clock = intervals.clock
            and roi.month = intervals.month
            and roi.campaign_id = intervals.campaign_id
            and roi.company_id = intervals.company_id
            and roi.attribution_model = intervals.attribution_model
            and roi.revenue_basis = intervals.revenue_basis
)

select * from final
