-- Uncertain revenue of each campaign in each draw, over the months that judge it.
with

windows as (
    select * from {{ ref('int_campaign_windows') }}
    where not is_young
),

-- What a pair brings to a campaign over the judged months.
brought as (
    select
        windows.judged_over,
        amounts.campaign_id,
        amounts.revenue_basis,
        amounts.pair_number,
        sum(amounts.amount) as amount,
        sum(amounts.profit) as profit,
        sum(amounts.unpriced_amount) as unpriced_amount,
        sum(amounts.squared_amount) as squared_amount,
    from {{ ref('int_pair_amounts') }} as amounts
    inner join windows on amounts.month = windows.month
    where amounts.clock = 'cohort'
    group by
        windows.judged_over,
        amounts.campaign_id,
        amounts.revenue_basis,
        amounts.pair_number
),

drawn as (
    select
        brought.judged_over,
        brought.campaign_id,
        brought.revenue_basis,
        paired.draw,
        sum(brought.amount) as amount,
        sum(brought.profit) as profit,
        sum(brought.unpriced_amount) as unpriced_amount,
        sum(brought.squared_amount) as squared_amount,
    from {{ ref('int_draws_paired') }} as paired
    inner join brought on paired.pair_number = brought.pair_number
    group by
        brought.judged_over,
        brought.campaign_id,
        brought.revenue_basis,
        paired.draw
)

select * from drawn
