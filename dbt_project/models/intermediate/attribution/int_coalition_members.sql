-- Each set of campaigns that shares a conversion, and all of its coalitions, as the
-- campaigns in them. A coalition has the key that it has as a set.
{%- set most = var('shapley_campaigns') | int(5) %}
with

-- One path stands for all that have the set.
examples as (
    select
        set_key,
        campaigns_count,
        min(conversion_id) as conversion_id,
    from {{ ref('int_conversion_path_sets') }}
    group by
        set_key,
        campaigns_count
),

touches as (
    select distinct
        conversion_id,
        campaign_id,
    from {{ ref('int_conversion_touches') }}
    where touches_count > 1
),

campaigns as (
    select
        campaign_id,
        campaign_number,
    from {{ ref('int_path_campaigns') }}
),

members as (
    select
        examples.set_key,
        examples.campaigns_count,
        campaigns.campaign_id,
        campaigns.campaign_number,
        row_number() over (
            partition by examples.set_key order by campaigns.campaign_number
        ) as place,
    from examples
    inner join touches on examples.conversion_id = touches.conversion_id
    inner join campaigns on touches.campaign_id = campaigns.campaign_id
),

-- A coalition is a number whose binary digits say who is in it.
coalitions as (
    select * from (
        values
        {% for number in range(1, 2 ** most) -%}
            ({{ number }}){{ ', ' if not loop.last }}
        {% endfor %}
    ) as coalitions (coalition_number)
),

digits as (
    select * from (
        values
        {% for place in range(1, most + 1) -%}
            (
                {{ place }},
                {{ 2 ** (place - 1) }},
                {{ 2 ** place }}
            ){{ ', ' if not loop.last }}
        {% endfor %}
    ) as digits (place, digit, coalitions_count)
),

joined as (
    select
        members.set_key,
        coalitions.coalition_number,
        members.campaign_id,
        members.campaign_number,
    from members
    inner join digits as sizes on members.campaigns_count = sizes.place
    inner join coalitions on sizes.coalitions_count > coalitions.coalition_number
    inner join
        digits
        on
            members.place = digits.place
            and coalitions.coalition_number & digits.digit > 0
)

select * from joined
