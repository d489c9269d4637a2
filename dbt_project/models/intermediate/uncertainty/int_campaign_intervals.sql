-- Points over the draws of each campaign's revenue, return and rank, and the share of
-- the draws in which its return reaches the target.
with

rules as (
    select target_roi from {{ source('definition', 'settings') }}
),

drawn as (
    select
        drawn.*,
        case when drawn.total_roi >= rules.target_roi then 1.0 else 0.0 end
            as is_above_target,
    from {{ ref('int_campaigns_drawn') }} as drawn
    cross join rules
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
)

select * from points
