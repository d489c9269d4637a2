-- Revenue and ROI of each campaign in each draw. What chance might have brought instead
-- of what came (few orders, some of them large) is drawn beside: the variance of a sum
-- of independent orders is the sum of their squares, and a normal number of the draw
-- (Box and Muller 1958) stands for it. Orders whose cost is unknown earn what the
-- others of the campaign do, where the cost of all that is reported is known.
with

totals as (
    select * from {{ ref('int_campaign_totals') }}
),

drawn as (
    select * from {{ ref('int_campaign_revenue_drawn') }}
),

draws as (
    select draw from {{ ref('int_draws') }}
),

rules as (
    select seed from {{ source('definition', 'settings') }}
),

thrown as (
    select
        totals.judged_over,
        totals.campaign_id,
        totals.revenue_basis,
        draws.draw,
        totals.spend_amount,
        totals.gross_profit_amount is not null as has_profit,
        cast(totals.sure_amount as double) + coalesce(drawn.amount, 0) as amount,
        totals.sure_profit + coalesce(drawn.profit, 0) as priced_profit,
        totals.unpriced_amount + coalesce(drawn.unpriced_amount, 0) as unpriced_amount,
        sqrt(totals.sure_squared_amount + coalesce(drawn.squared_amount, 0))
            as chance_deviation,
        totals.campaign_id || '|' || draws.draw || '|' || rules.seed as chance_key,
    from totals
    cross join draws
    cross join rules
    left join drawn
        on
            totals.judged_over = drawn.judged_over
            and totals.campaign_id = drawn.campaign_id
            and totals.revenue_basis = drawn.revenue_basis
            and draws.draw = drawn.draw
),

varied as (
    select
        *,
        greatest(
            amount
            + chance_deviation
            * sqrt(-2 * ln(1 - {{ uniform_of("chance_key || '|radius'") }}))
            * cos(2 * pi() * {{ uniform_of("chance_key || '|angle'") }}),
            0
        ) as total_amount,
        case
            when has_profit
                then
                    coalesce(
                        {{ ratio('priced_profit', 'amount - unpriced_amount') }}, 1
                    )
            else 1
        end as margin,
    from thrown
),

returned as (
    select
        judged_over,
        campaign_id,
        revenue_basis,
        draw,
        amount,
        total_amount,
        case when has_profit then amount * margin end as profit_amount,
        {{ ratio('amount', 'spend_amount') }} as roas,
        {{ ratio('amount * margin - spend_amount', 'spend_amount') }} as roi,
        {{ ratio('total_amount * margin - spend_amount', 'spend_amount') }}
            as total_roi,
    from varied
),

ranked as (
    select
        *,
        case
            when roi is not null
                then rank() over (
                    partition by judged_over, revenue_basis, draw
                    order by roi desc nulls last
                )
        end as roi_rank,
    from returned
)

select * from ranked
