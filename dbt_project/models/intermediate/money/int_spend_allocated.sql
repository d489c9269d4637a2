-- Spend by month, campaign and the company that bears it. What the network spends is
-- shared by the weights, to the cent; where nothing weighs, it stays with the network
-- as a row of its own. What is shared is taken from the network's row, so that the sum
-- stays the spend.
with

own as (
    select
        cast({{ dbt.date_trunc('month', 'spend_date') }} as date) as month,
        campaign_id,
        coalesce(company_id, '__none__') as company_id,
        sum(amount) as own_spend_amount,
    from {{ ref('int_spend') }}
    group by
        cast({{ dbt.date_trunc('month', 'spend_date') }} as date),
        campaign_id,
        coalesce(company_id, '__none__')
),

weights as (
    select * from {{ ref('int_spend_weights') }}
),

shares as (
    select
        own.month,
        own.campaign_id,
        own.company_id,
        weights.heir_id,
        cast(round(own.own_spend_amount * 100, 0) as bigint) as spend_cents,
        cast(own.own_spend_amount as double) * 100
        * {{ ratio(
            'weights.weight',
            'sum(weights.weight) over (partition by own.month, own.campaign_id, own.company_id)'
        ) }}
            as exact_cents,
    from own
    inner join weights
        on
            own.month = weights.month
            and own.campaign_id = weights.campaign_id
            and own.company_id = weights.company_id
),

floored as (
    select
        *,
        cast(floor(exact_cents) as bigint) as whole_cents,
    from shares
),

ranked as (
    select
        *,
        spend_cents - sum(whole_cents) over (
            partition by month, campaign_id, company_id
        ) as spare_cents,
        row_number() over (
            partition by month, campaign_id, company_id
            order by exact_cents - whole_cents desc, heir_id
        ) as fraction_rank,
    from floored
),

received as (
    select
        month,
        campaign_id,
        company_id,
        heir_id,
        cast(
            cast(
                whole_cents
                + case when fraction_rank <= spare_cents then 1 else 0 end
                as decimal(20, 2)
            ) / 100 as decimal(18, 2)
        ) as amount,
    from ranked
),

moved as (
    select
        month,
        campaign_id,
        heir_id as company_id,
        cast(0 as decimal(18, 2)) as own_spend_amount,
        amount as allocated_spend_amount,
    from received
    union all
    select
        month,
        campaign_id,
        company_id,
        cast(0 as decimal(18, 2)) as own_spend_amount,
        -amount as allocated_spend_amount,
    from received
    union all
    select
        month,
        campaign_id,
        company_id,
        own_spend_amount,
        cast(0 as decimal(18, 2)) as allocated_spend_amount,
    from own
),

summed as (
    select
        month,
        campaign_id,
        company_id,
        cast(sum(own_spend_amount) as decimal(18, 2)) as own_spend_amount,
        cast(sum(allocated_spend_amount) as decimal(18, 2)) as allocated_spend_amount,
        cast(
            sum(own_spend_amount) + sum(allocated_spend_amount) as decimal(18, 2)
        ) as spend_amount,
    from moved
    group by
        month,
        campaign_id,
        company_id
)

select * from summed
