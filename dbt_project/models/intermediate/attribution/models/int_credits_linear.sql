-- Every touch takes an equal part.
with

touches as (
    select * from {{ ref('int_conversion_touches') }}
),

weighed as (
    select
        {{ weighed_touch('touches', '1') }},
    from touches
)

select * from weighed
