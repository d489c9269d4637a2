-- The last touch takes all.
with

touches as (
    select * from {{ ref('int_conversion_touches') }}
    where touch_number = touches_count
),

weighed as (
    select
        {{ weighed_touch('touches', '1', is_alone='true') }},
    from touches
)

select * from weighed
