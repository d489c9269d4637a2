-- A loss without a reason is shown as such and not dropped: the reasons of a segment
-- add up to what it lost (C10, C44).
with

reasons as (
    select
        clock,
        month,
        segment_kind,
        segment,
        sum(lost) as lost,
        sum(lost_amount) as lost_amount,
    from {{ ref('loss_reasons') }}
    group by
        clock,
        month,
        segment_kind,
        segment
),

shown as (
    select * from {{ ref('win_loss') }}
)

select
    shown.clock,
    shown.month,
    shown.segment_kind,
    shown.segment,
    shown.lost,
    reasons.lost as lost_with_reasons,
from shown
left join reasons
    on
        shown.clock = reasons.clock
        and shown.month = reasons.month
        and shown.segment_kind = reasons.segment_kind
        and shown.segment = reasons.segment
where
    shown.lost <> coalesce(reasons.lost, 0)
    or shown.lost_amount <> coalesce(reasons.lost_amount, 0)
