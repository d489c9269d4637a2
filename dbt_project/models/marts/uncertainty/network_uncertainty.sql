-- How sure the revenue and return of all campaigns together are. Intervals of campaigns
-- do not add up, for their doubts are not the same ones; their draws do.
with

totals as (
    select * from {{ ref('int_campaign_totals') }}
),

drawn as (
    select * from {{ ref('int_campaigns_drawn') }}
),

rules as (
    select
        target_roi,
        sure_from,
    from {{ source('definition', 'settings') }}
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

reported as (
    select
        judged_over,
        revenue_basis,
        max(judged_months) as judged_months,
        max(young_months) as young_months,
        count(*) as campaigns,
        sum(spend_amount) as spend_amount,
        sum(revenue_amount) as revenue_amount,
        -- The cost of some job unknown in one campaign is unknown in the sum.
        case
            when count(gross_profit_amount) = count(*) then sum(gross_profit_amount)
        end as gross_profit_amount,
    from totals
    group by judged_over, revenue_basis
),

thrown as (
    select
        judged_over,
        revenue_basis,
        draw,
        sum(amount) as amount,
        case when count(profit_amount) = count(*) then sum(profit_amount) end
            as profit_amount,
    from drawn
    group by judged_over, revenue_basis, draw
),

returned as (
    select
        thrown.judged_over,
        thrown.revenue_basis,
        thrown.amount,
        {{ ratio('thrown.amount', 'reported.spend_amount') }} as roas,
        {{ ratio(
            'coalesce(thrown.profit_amount, thrown.amount) - reported.spend_amount',
            'reported.spend_amount'
        ) }} as roi,
    from thrown
    inner join reported
        on
            thrown.judged_over = reported.judged_over
            and thrown.revenue_basis = reported.revenue_basis
),

points as (
    select
        judged_over,
        revenue_basis,
        avg(amount) as expected_amount,
        {{ quantile('amount', 0.05) }} as low_amount,
        {{ quantile('amount', 0.5) }} as median_amount,
        {{ quantile('amount', 0.95) }} as high_amount,
        {{ quantile('roas', 0.05) }} as roas_low,
        {{ quantile('roas', 0.95) }} as roas_high,
        {{ quantile('roi', 0.05) }} as roi_low,
        {{ quantile('roi', 0.95) }} as roi_high,
    from returned
    group by judged_over, revenue_basis
),

final as (
    select
        reported.judged_over,
        reported.revenue_basis,
        cast(reported.judged_months as bigint) as judged_months,
        cast(reported.young_months as bigint) as young_months,
        cast(reported.campaigns as bigint) as campaigns,
        cast(reported.spend_amount as decimal(18, 2)) as spend_amount,
        cast(reported.revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(round(points.expected_amount, 2) as decimal(18, 2)) as revenue_expected,
        cast(round(points.low_amount, 2) as decimal(18, 2)) as revenue_low,
        cast(round(points.median_amount, 2) as decimal(18, 2)) as revenue_median,
        cast(round(points.high_amount, 2) as decimal(18, 2)) as revenue_high,
        {{ ratio('reported.revenue_amount', 'reported.spend_amount') }} as roas,
        points.roas_low,
        points.roas_high,
        {{ ratio(
            'coalesce(reported.gross_profit_amount, reported.revenue_amount)'
            ~ ' - reported.spend_amount',
            'reported.spend_amount'
        ) }} as roi,
        points.roi_low,
        points.roi_high,
        case
            when reported.gross_profit_amount is null then 'revenue'
            else 'gross_profit'
        end as roi_basis,
        rules.target_roi,
        rules.sure_from,
        calibration.is_calibrated,
        run_context.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from reported
    inner join points
        on
            reported.judged_over = points.judged_over
            and reported.revenue_basis = points.revenue_basis
    cross join rules
    cross join calibration
    cross join run_context
)

select * from final
