-- The first and the last touch weigh what the definition gives them, and those between
-- share the rest evenly. A touch that is first and last weighs both.
with

touches as (
    select * from {{ ref('int_conversion_touches') }}
),

rules as (
    select
        position_first_weight,
        position_middle_weight,
        position_last_weight,
    from {{ source('definition', 'settings') }}
),

weighed as (
    select
        {{ weighed_touch(
            'touches',
            'case when touches.touch_number = 1 '
            ~ 'then rules.position_first_weight else 0 end '
            ~ '+ case when touches.touch_number = touches.touches_count '
            ~ 'then rules.position_last_weight else 0 end '
            ~ '+ case when touches.touch_number not in (1, touches.touches_count) then '
            ~ ratio('rules.position_middle_weight', 'touches.touches_count - 2')
            ~ ' else 0 end'
        ) }},
    from touches
    cross join rules
)

select * from weighed
