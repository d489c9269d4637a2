-- The Shapley value of each campaign among those that share a conversion: what it adds
-- to the conversion rate on joining the others, over all orders in which they may join.
-- A campaign that lowers the rate is worth nothing.
{%- set most = var('shapley_campaigns') %}
{%- set factorials = [1] %}
{%- for number in range(1, most + 1) %}
{%- do factorials.append(factorials[-1] * number) %}
{%- endfor %}
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

players as (
    select distinct
        set_key,
        campaign_id,
    from members
),

-- In how many orders of joining just these stand before, and in how many with, one.
orders as (
    select * from (
        values
        {% for size in range(2, most + 1) -%}
        {% set last_size = loop.last -%}
        {% for joined in range(1, size + 1) -%}
        (
            {{ size }},
            {{ joined }},
            {{ factorials[joined - 1] * factorials[size - joined] }},
            {{ factorials[joined] * factorials[size - joined - 1] if joined < size else 0 }},
            {{ factorials[size] }}
        ){{ ', ' if not (loop.last and last_size) }}
        {% endfor %}
        {% endfor %}
    ) as orders (set_size, joined, orders_with, orders_before, orders_count)
),

summed as (
    select
        players.set_key,
        players.campaign_id,
        -- Worths become whole numbers, so that the sum does not depend on their order.
        sum(
            cast(round(coalesce(coalitions.worth, 0) * 1000000000000) as bigint)
            * case
                when members.campaign_id is not null then orders.orders_with
                else -orders.orders_before
            end
        ) as value_units,
        max(orders.orders_count) as orders_count,
    from players
    inner join sets on players.set_key = sets.set_key
    inner join coalitions on players.set_key = coalitions.set_key
    inner join
        orders
        on
            sets.campaigns_count = orders.set_size
            and coalitions.campaigns_count = orders.joined
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
