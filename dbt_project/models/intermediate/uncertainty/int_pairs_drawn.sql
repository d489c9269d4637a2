-- Conversions and the opportunities that some draw gives them, each pair with a number:
-- what a pair brings is worked out once, however many draws have it.
with

drawn as (
    select
        conversion_id,
        unique_lead_id,
    from {{ ref('int_matches_drawn') }}
    union all
    select
        conversion_id,
        unique_lead_id,
    from {{ ref('int_missing_matches_drawn') }}
),

counted as (
    select
        conversion_id,
        unique_lead_id,
        count(*) as draws_count,
    from drawn
    group by conversion_id, unique_lead_id
)

select
    *,
    row_number() over (order by conversion_id, unique_lead_id) as pair_number,
from counted
