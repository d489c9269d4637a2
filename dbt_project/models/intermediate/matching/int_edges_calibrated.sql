-- Every scored pair with what its weight is worth by the labels: on the straight line
-- between the two points of the curve around it, level beyond the ends. Without a curve
-- the pair has the model's probability alone. A point stands at every eighth of a
-- weight, so that a pair finds its two by their number.
with

edges as (
    select
        record_l,
        record_r,
        match_weight,
        match_probability,
    from {{ source('identity', 'scored_edges') }}
),

points as (
    select
        cast(round(match_weight * 8) as integer) as point_number,
        match_probability,
    from {{ source('identity', 'calibration') }}
),

ends as (
    select
        min(point_number) as first_number,
        max(point_number) as last_number,
    from points
),

segments as (
    select
        lower_points.point_number,
        lower_points.match_probability as from_probability,
        upper_points.match_probability as to_probability,
    from points as lower_points
    inner join points as upper_points
        on lower_points.point_number + 1 = upper_points.point_number
),

placed as (
    select
        edges.*,
        least(greatest(edges.match_weight * 8, ends.first_number), ends.last_number)
            as place,
        ends.last_number,
    from edges
    cross join ends
),

numbered as (
    select
        *,
        least(cast(floor(place) as integer), last_number - 1) as point_number,
    from placed
),

calibrated as (
    select
        numbered.record_l,
        numbered.record_r,
        numbered.match_weight,
        numbered.match_probability,
        segments.from_probability
        + (segments.to_probability - segments.from_probability)
        * (numbered.place - segments.point_number) as calibrated_probability,
        segments.point_number is not null as is_calibrated,
    from numbered
    left join segments on numbered.point_number = segments.point_number
)

select * from calibrated
