-- A touch weighs half as much for each half-life that it is older. Ages are counted
-- from the youngest touch: that leaves the shares as they are, and the youngest always
-- weighs something, however long ago it was and however short the half-life is.
with

touches as (
    select
        *,
        min(age_seconds) over (partition by conversion_id) as youngest_seconds,
    from {{ ref('int_conversion_touches') }}
),

rules as (
    select half_life_days * 86400 as half_life_seconds
    from {{ source('definition', 'settings') }}
),

weighed as (
    select
        {{ weighed_touch(
            'touches',
            'case when touches.age_seconds = touches.youngest_seconds then 1 else '
            ~ 'coalesce(power(0.5, '
            ~ ratio(
                'touches.age_seconds - touches.youngest_seconds',
                'rules.half_life_seconds'
            )
            ~ '), 0) end'
        ) }},
    from touches
    cross join rules
)

select * from weighed
