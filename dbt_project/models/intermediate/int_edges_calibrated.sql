-- Every scored pair with what its weight is worth by the labels: on the straight line
-- between the two points of the curve around it, level beyond the ends. Without a curve
-- the pair has the model's probability alone.
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
        match_weight,
        match_probability,
        row_number() over (order by match_weight) as point_number,
        count(*) over () as points,
    from {{ source('identity', 'calibration') }}
),

segments as (
    select
        lower_points.match_weight as from_weight,
        upper_points.match_weight as to_weight,
        lower_points.match_probability as from_probability,
        upper_points.match_probability as to_probability,
    from points as lower_points
    inner join points as upper_points
        on lower_points.point_number + 1 = upper_points.point_number
    union all
    select
        cast(-1e9 as double) as from_weight,
        match_weight as to_weight,
        match_probability as from_probability,
        match_probability as to_probability,
    from points
    where point_number = 1
    union all
    select
        match_weight as from_weight,
        cast(1e9 as double) as to_weight,
        match_probability as from_probability,
        match_probability as to_probability,
    from points
    where point_number = points
),

calibrated as (
    select
        edges.record_l,
        edges.record_r,
        edges.match_weight,
        edges.match_probability,
        segments.from_probability
        + (segments.to_probability - segments.from_probability)
        * (edges.match_weight - segments.from_weight)
        / nullif(segments.to_weight - segments.from_weight, 0)
            as calibrated_probability,
        segments.from_weight is not null as is_calibrated,
    from edges
    left join segments
        on
            edges.match_weight >= segments.from_weight
            and edges.match_weight < segments.to_weight
)

select * from calibrated
