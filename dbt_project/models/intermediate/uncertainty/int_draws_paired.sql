-- The pairs of conversion and opportunity of each draw, by number.
with

drawn as (
    select
        draw,
        conversion_id,
        unique_lead_id,
    from {{ ref('int_matches_drawn') }}
    union all
    select
        draw,
        conversion_id,
        unique_lead_id,
    from {{ ref('int_missing_matches_drawn') }}
),

numbered as (
    select
        drawn.draw,
        pairs.pair_number,
    from drawn
    inner join {{ ref('int_pairs_drawn') }} as pairs
        on
            drawn.conversion_id = pairs.conversion_id
            and drawn.unique_lead_id = pairs.unique_lead_id
)

select * from numbered
