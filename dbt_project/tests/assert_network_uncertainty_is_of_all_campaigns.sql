-- E7, A15: what is said of all campaigns together is their sum: reported money to the
-- cent, expected money up to the rounding of each. Ends of intervals are not held to
-- that, for they do not add up.
with

campaigns as (
    select
        judged_over,
        revenue_basis,
        count(*) as campaigns,
        sum(revenue_amount) as revenue_amount,
        sum(spend_amount) as spend_amount,
        sum(revenue_expected) as revenue_expected,
    from {{ ref('campaign_uncertainty') }}
    group by judged_over, revenue_basis
)

select
    campaigns.*,
    network.revenue_amount as network_revenue_amount,
    network.revenue_expected as network_revenue_expected,
from campaigns
left join {{ ref('network_uncertainty') }} as network
    on
        campaigns.judged_over = network.judged_over
        and campaigns.revenue_basis = network.revenue_basis
where
    network.judged_over is null
    or campaigns.revenue_amount <> network.revenue_amount
    or campaigns.spend_amount <> network.spend_amount
    or abs(campaigns.revenue_expected - network.revenue_expected)
    > 0.01 * campaigns.campaigns
    or network.revenue_low > network.revenue_high
