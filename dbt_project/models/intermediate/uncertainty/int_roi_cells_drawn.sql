-- Revenue of uncertain conversions in each draw, in the cells in which it would fall.
with

drawn as (
    select * from {{ ref('int_draws_paired') }}
),

amounts as (
    select
        pair_number,
        cell_number,
        amount,
    from {{ ref('int_pair_amounts') }}
),

summed as (
    select
        drawn.draw,
        amounts.cell_number,
        sum(amounts.amount) as amount,
    from drawn
    inner join amounts on drawn.pair_number = amounts.pair_number
    group by drawn.draw, amounts.cell_number
)

select * from summed
