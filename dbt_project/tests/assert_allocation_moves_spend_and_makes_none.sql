-- Sharing the network's spend may neither lose nor make a cent: what the companies bear
-- is what was spent.
with

borne as (
    select
        month,
        campaign_id,
        sum(spend_amount) as borne_amount,
        sum(allocated_spend_amount) as moved_amount,
    from {{ ref('int_spend_allocated') }}
    group by month, campaign_id
),

spent as (
    select
        cast({{ dbt.date_trunc('month', 'spend_date') }} as date) as month,
        campaign_id,
        sum(amount) as spent_amount,
    from {{ ref('int_spend') }}
    group by cast({{ dbt.date_trunc('month', 'spend_date') }} as date), campaign_id
)

select
    spent.*,
    borne.borne_amount,
from spent
left join borne on spent.month = borne.month and spent.campaign_id = borne.campaign_id
where
    borne.moved_amount <> 0
    or coalesce(borne.borne_amount, 0) <> spent.spent_amount
