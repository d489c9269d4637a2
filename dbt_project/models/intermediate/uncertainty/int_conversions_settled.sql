-- Conversions whose opportunity is sure, and so is the same in every draw.
with

contenders as (
    select
        conversion_id,
        unique_lead_id,
        chance,
    from {{ ref('int_conversion_contenders') }}
    where preference = 1 and is_sure
),

named_only as (
    select
        conversions.conversion_id,
        conversions.unique_lead_id,
        cast(1 as double) as chance,
    from {{ ref('int_conversions_matched') }} as conversions
    left join contenders on conversions.conversion_id = contenders.conversion_id
    where
        conversions.customer_id is null
        and conversions.unique_lead_id is not null
        and contenders.conversion_id is null
),

settled as (
    select * from contenders
    union all
    select * from named_only
)

select * from settled
