-- How sure a campaign's revenue and return are, and what that says about its budget.
-- The interval of matching (what the scores leave open) and that of small numbers (few
-- orders) are told apart and together.
with

totals as (
    select * from {{ ref('int_campaign_totals') }}
),


rules as (
    select
        target_roi,
        sure_from,
        draws,
    from {{ source('definition', 'settings') }}
),

drawn as (
    select
        drawn.*,
        case when drawn.total_roi >= rules.target_roi then 1.0 else 0.0 end
            as is_above_target,
    from {{ ref('int_campaigns_drawn') }} as drawn
    cross join rules
),

calibration as (
    select count(*) > 0 as is_calibrated from {{ source('identity', 'calibration') }}
),

points as (
    select
        judged_over,
        campaign_id,
        revenue_basis,
        avg(amount) as expected_amount,
        {{ quantile('amount', 0.05) }} as low_amount,
        {{ quantile('amount', 0.5) }} as median_amount,
        {{ quantile('amount', 0.95) }} as high_amount,
        {{ quantile('total_amount', 0.05) }} as total_low_amount,
        {{ quantile('total_amount', 0.95) }} as total_high_amount,
        var_pop(amount) as match_variance,
        {{ quantile('roas', 0.05) }} as roas_low,
        {{ quantile('roas', 0.5) }} as roas_median,
        {{ quantile('roas', 0.95) }} as roas_high,
        {{ quantile('roi', 0.05) }} as roi_low,
        {{ quantile('roi', 0.5) }} as roi_median,
        {{ quantile('roi', 0.95) }} as roi_high,
        {{ quantile('total_roi', 0.05) }} as total_roi_low,
        {{ quantile('total_roi', 0.95) }} as total_roi_high,
        {{ quantile('roi_rank', 0.05) }} as rank_low,
        {{ quantile('roi_rank', 0.5) }} as rank_median,
        {{ quantile('roi_rank', 0.95) }} as rank_high,
        avg(is_above_target) as share_above_target,
    from drawn
    group by judged_over, campaign_id, revenue_basis
),

told as (
    select
        totals.*,
        points.expected_amount,
        points.low_amount,
        points.median_amount,
        points.high_amount,
        points.total_low_amount,
        points.total_high_amount,
        points.match_variance,
        points.roas_low,
        points.roas_median,
        points.roas_high,
        points.roi_low,
        points.roi_median,
        points.roi_high,
        points.total_roi_low,
        points.total_roi_high,
        points.rank_low,
        points.rank_median,
        points.rank_high,
        -- 1.645 standard deviations hold 90 % of a normal distribution.
        1.645 * sqrt(totals.sure_squared_amount) as small_number_amount,
        case when totals.spend_amount > 0 then points.share_above_target end
            as probability_above_target,
        rules.sure_from,
    from totals
    cross join rules
    inner join points
        on
            totals.judged_over = points.judged_over
            and totals.campaign_id = points.campaign_id
            and totals.revenue_basis = points.revenue_basis
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
        told.judged_over,
        told.campaign_id,
        told.revenue_basis,
        cast(told.judged_months as bigint) as judged_months,
        cast(told.young_months as bigint) as young_months,
        cast(told.unique_leads as bigint) as unique_leads,
        cast(told.won_unique_leads as bigint) as won_unique_leads,
        cast(told.spend_amount as decimal(18, 2)) as spend_amount,
        cast(told.revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(round(told.expected_amount, 2) as decimal(18, 2)) as revenue_expected,
        cast(round(told.low_amount, 2) as decimal(18, 2)) as revenue_low,
        cast(round(told.median_amount, 2) as decimal(18, 2)) as revenue_median,
        cast(round(told.high_amount, 2) as decimal(18, 2)) as revenue_high,
        cast(
            round(
                greatest(
                    cast(told.revenue_amount as double) - told.small_number_amount, 0
                ),
                2
            ) as decimal(18, 2)
        ) as revenue_small_number_low,
        cast(
            round(cast(told.revenue_amount as double) + told.small_number_amount, 2)
            as decimal(18, 2)
        ) as revenue_small_number_high,
        cast(round(told.total_low_amount, 2) as decimal(18, 2)) as revenue_total_low,
        cast(round(told.total_high_amount, 2) as decimal(18, 2)) as revenue_total_high,
        {{ ratio(
            'told.match_variance', 'told.match_variance + told.sure_squared_amount'
        ) }} as match_variance_share,
        {{ ratio('told.revenue_amount', 'told.spend_amount') }} as roas,
        told.roas_low,
        told.roas_median,
        told.roas_high,
        {{ ratio(
            'coalesce(told.gross_profit_amount, told.revenue_amount) - told.spend_amount',
            'told.spend_amount'
        ) }} as roi,
        told.roi_low,
        told.roi_median,
        told.roi_high,
        told.total_roi_low,
        told.total_roi_high,
        case
            when told.gross_profit_amount is null then 'revenue' else 'gross_profit'
        end as roi_basis,
        told.rank_low,
        told.rank_median,
        told.rank_high,
        told.probability_above_target,
        case
            when told.judged_months = 0 then 'too_young'
            when told.spend_amount <= 0 then 'no_cost'
            when told.probability_above_target >= told.sure_from then 'scale'
            when told.probability_above_target <= 1 - told.sure_from then 'stop'
            else 'tune'
        end as budget_decision,
        calibration.is_calibrated,
        run_context.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from told
    cross join calibration
    cross join run_context
)

select * from final
