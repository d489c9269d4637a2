-- The Shapley value of each campaign among those that share a conversion: what it adds
-- to the conversion rate on joining the others, over all orders in which they may join.
-- A campaign that lowers the rate is worth nothing.
with

members as (
    select * from {{ ref('int_coalition_members') }}
),

coalitions as (
    select * from {{ ref('int_coalitions') }}
),

sets as (
    select
        set_key,
        max(campaigns_count) as campaigns_count,
    from coalitions
    group by set_key
),

-- In how many orders of joining just these stand before another one, and in how many
-- one of them is the last of them.
weighed as (
    select
        coalitions.set_key,
        coalitions.coalition_number,
        coalitions.worth,
        {{ orders_of('coalitions.campaigns_count - 1') }}
        * {{ orders_of('sets.campaigns_count - coalitions.campaigns_count') }}
            as orders_with,
        {{ orders_of('coalitions.campaigns_count') }}
        * {{ orders_of(
            'greatest(sets.campaigns_count - coalitions.campaigns_count - 1, 0)'
        ) }}
            as orders_before,
        {{ orders_of('sets.campaigns_count') }} as orders_count,
    from coalitions
    inner join sets on coalitions.set_key = sets.set_key
),

players as (
    select distinct
        set_key,
        campaign_id,
    from members
),

summed as (
    select
        players.set_key,
        players.campaign_id,
        -- Worths become whole numbers, so that the sum does not depend on their order.
        sum(
            cast(round(coalesce(coalitions.worth, 0) * 1000000000000) as bigint)
            * case
                when members.campaign_id is not null then coalitions.orders_with
                else -coalitions.orders_before
            end
        ) as value_units,
        max(coalitions.orders_count) as orders_count,
    from players
    inner join weighed as coalitions on players.set_key = coalitions.set_key
    left join members
        on
            coalitions.set_key = members.set_key
            and coalitions.coalition_number = members.coalition_number
            and players.campaign_id = members.campaign_id
    group by
        players.set_key,
        players.campaign_id
),

valued as (
    select
        set_key,
        campaign_id,
        greatest(
            {{ ratio('value_units', 'orders_count * 1000000000000') }}, 0
        ) as shapley_value,
        {{ ratio('value_units', 'orders_count * 1000000000000') }} as unclipped_value,
    from summed
)

select * from valued
