-- How sure a campaign's revenue and return are, and what that says about its budget.
-- The interval of matching (what the scores leave open) and that of small numbers (few
-- orders) are told apart and together.
with

judged as (
    select * from {{ ref('int_campaigns_judged') }}
),

calibration as (
    select count(*) > 0 as is_calibrated from {{ source('identity', 'calibration') }}
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
        judged.judged_over,
        judged.campaign_id,
        judged.revenue_basis,
        cast(judged.judged_months as bigint) as judged_months,
        cast(judged.young_months as bigint) as young_months,
        cast(judged.unique_leads as bigint) as unique_leads,
        cast(judged.won_unique_leads as bigint) as won_unique_leads,
        cast(judged.spend_amount as decimal(18, 2)) as spend_amount,
        cast(judged.revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(round(judged.expected_amount, 2) as decimal(18, 2)) as revenue_expected,
        cast(round(judged.low_amount, 2) as decimal(18, 2)) as revenue_low,
        cast(round(judged.median_amount, 2) as decimal(18, 2)) as revenue_median,
        cast(round(judged.high_amount, 2) as decimal(18, 2)) as revenue_high,
        cast(
            round(
                greatest(
                    cast(judged.revenue_amount as double) - judged.small_number_amount,
                    0
                ),
                2
            ) as decimal(18, 2)
        ) as revenue_small_number_low,
        cast(
            round(cast(judged.revenue_amount as double) + judged.small_number_amount, 2)
            as decimal(18, 2)
        ) as revenue_small_number_high,
        cast(round(judged.total_low_amount, 2) as decimal(18, 2)) as revenue_total_low,
        cast(round(judged.total_high_amount, 2) as decimal(18, 2))
            as revenue_total_high,
        {{ ratio(
            'judged.match_variance',
            'judged.match_variance + judged.sure_squared_amount'
        ) }} as match_variance_share,
        {{ ratio('judged.revenue_amount', 'judged.spend_amount') }} as roas,
        judged.roas_low,
        judged.roas_median,
        judged.roas_high,
        {{ ratio(
            'coalesce(judged.gross_profit_amount, judged.revenue_amount) '
            ~ '- judged.spend_amount',
            'judged.spend_amount'
        ) }} as roi,
        judged.roi_low,
        judged.roi_median,
        judged.roi_high,
        judged.total_roi_low,
        judged.total_roi_high,
        judged.roi_basis,
        judged.rank_low,
        judged.rank_median,
        judged.rank_high,
        judged.probability_above_target,
        judged.budget_decision,
        {{ ratio('judged.spend_amount', 'judged.revenue_amount') }}
            as break_even_margin,
        {{ ratio('judged.needed_profit', 'judged.total_low_amount') }}
            as needed_margin,
        calibration.is_calibrated,
        run_context.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from judged
    cross join calibration
    cross join run_context
)

select * from final
