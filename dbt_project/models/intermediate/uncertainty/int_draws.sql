-- The draws of matching: enough that the ends of a 90 % interval stand still to a few
-- percent of its width.
with

digits as (
    select * from (
        values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)
    ) as digits (digit)
),

rules as (
    select draws from {{ source('definition', 'settings') }}
),

numbered as (
    select ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1 as draw,
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
)

select numbered.draw
from numbered
cross join rules
where numbered.draw <= rules.draws
