-- Spend and revenue of each campaign over the months that it is judged by, in the
-- cohort of the leads: what the confirmed model reports, and what is sure of it.
with

windows as (
    select * from {{ ref('int_campaign_windows') }}
),

roi as (
    select * from {{ ref('int_roi_campaigns') }}
    where clock = 'cohort' and attribution_model = 'confirmed'
),

sure as (
    select * from {{ ref('int_roi_cells_sure') }}
    where clock = 'cohort'
),

reported as (
    select
        windows.judged_over,
        roi.campaign_id,
        roi.revenue_basis,
        sum(case when windows.is_young then 0 else roi.spend_amount end)
            as spend_amount,
        sum(case when windows.is_young then 0 else roi.unique_leads end)
            as unique_leads,
        sum(case when windows.is_young then 0 else roi.won_unique_leads end)
            as won_unique_leads,
        sum(case when windows.is_young then 0 else roi.revenue_amount end)
            as revenue_amount,
        case
            when
                count(
                    case when not windows.is_young then roi.gross_profit_amount end
                ) = count(case when not windows.is_young then 1 end)
                then
                    sum(
                        case
                            when windows.is_young then 0 else roi.gross_profit_amount
                        end
                    )
        end as gross_profit_amount,
        count(distinct case when windows.is_young then roi.month end) as young_months,
        count(distinct case when not windows.is_young then roi.month end)
            as judged_months,
    from roi
    inner join windows on roi.month = windows.month
    group by windows.judged_over, roi.campaign_id, roi.revenue_basis
),

certain as (
    select
        windows.judged_over,
        sure.campaign_id,
        sure.revenue_basis,
        sum(sure.amount) as sure_amount,
        sum(sure.profit) as sure_profit,
        sum(sure.unpriced_amount) as unpriced_amount,
        sum(sure.squared_amount) as sure_squared_amount,
    from sure
    inner join windows on sure.month = windows.month
    where not windows.is_young
    group by windows.judged_over, sure.campaign_id, sure.revenue_basis
),

campaigns as (
    select campaign_id from {{ ref('stg_campaigns') }}
),

joined as (
    select
        reported.*,
        coalesce(certain.sure_amount, 0) as sure_amount,
        coalesce(certain.sure_profit, 0) as sure_profit,
        coalesce(certain.unpriced_amount, 0) as unpriced_amount,
        coalesce(certain.sure_squared_amount, 0) as sure_squared_amount,
    from reported
    inner join campaigns on reported.campaign_id = campaigns.campaign_id
    left join certain
        on
            reported.judged_over = certain.judged_over
            and reported.campaign_id = certain.campaign_id
            and reported.revenue_basis = certain.revenue_basis
)

select * from joined
