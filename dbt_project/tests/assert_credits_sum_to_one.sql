-- Every euro has one owner: the credits of a conversion sum to exactly 1 under each
-- model, or a campaign is paid twice for the same job.
select
    attribution_model,
    conversion_id,
    sum(credit) as total_credit,
from {{ ref('int_touch_credits') }}
group by
    attribution_model,
    conversion_id
having sum(credit) <> 1
