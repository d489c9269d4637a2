-- A chain that was left before its journeys ended would give every campaign too small a
-- removal effect: what is lost of a journey may not be more than a millionth.
select
    markov_order,
    removed_campaign,
    steps,
    lost_share,
from {{ ref('int_markov_absorptions') }}
where abs(lost_share) > 0.000001
