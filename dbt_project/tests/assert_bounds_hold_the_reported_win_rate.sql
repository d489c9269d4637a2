-- Whatever the silent companies know, the truth lies between the bounds: they hold each
-- other, and what is reported lies within what it leaves open (B34).
select
    company_id,
    win_rate_if_silent_lost,
    win_rate_reported,
    win_rate_if_silent_won,
from {{ ref('partner_bounds') }}
where
    win_rate_if_silent_lost > win_rate_reported
    or win_rate_reported > win_rate_if_silent_won
    or win_rate_low_by_orders < win_rate_if_silent_lost
    or win_rate_high_by_orders < win_rate_low_by_orders
    or reported_won + reported_lost + reported_cancelled + awaited + silent <> accepted
