-- Each campaign's totals beside its points over the draws, and what they say about its
-- budget. Without known costs only revenue is judged: that it misses the target is sure
-- then, that it reaches it hangs on the margin.
with

totals as (
    select * from {{ ref('int_campaign_totals') }}
),

points as (
    select * from {{ ref('int_campaign_intervals') }}
),

rules as (
    select
        target_roi,
        sure_from,
    from {{ source('definition', 'settings') }}
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
        case
            when points.share_above_target >= rules.sure_from then 'surely_reached'
            when 1 - points.share_above_target >= rules.sure_from then 'surely_missed'
            else 'open'
        end as target_is,
        case
            when totals.gross_profit_amount is null then 'revenue' else 'gross_profit'
        end as roi_basis,
        totals.judged_months > 0 as is_judged,
        totals.spend_amount > 0 as is_spent,
        totals.spend_amount * (1 + rules.target_roi) as needed_profit,
    from totals
    cross join rules
    inner join points
        on
            totals.judged_over = points.judged_over
            and totals.campaign_id = points.campaign_id
            and totals.revenue_basis = points.revenue_basis
),

decided as (
    select
        told.*,
        decisions.budget_decision,
    from told
    left join {{ ref('budget_decisions') }} as decisions
        on
            told.is_judged = decisions.is_judged
            and coalesce(decisions.is_spent, told.is_spent) = told.is_spent
            and coalesce(decisions.roi_basis, told.roi_basis) = told.roi_basis
            and coalesce(decisions.target_is, told.target_is) = told.target_is
)

select * from decided
