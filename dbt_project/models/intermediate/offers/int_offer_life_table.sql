-- Of the offers that still wait at the beginning of a span of minutes, how many are
-- accepted and rejected in it. Offers that are cut off count as waiting to the end of
-- their span, which begins or ends at every usual window, so that those that could no
-- longer be accepted do not weigh on the share of those that were.
with

waits as (
    select * from {{ ref('int_offer_waits') }}
),

buckets as (
    select * from {{ ref('minute_buckets') }}
),

groups as (
    select
        mode,
        mql_level,
        count(*) as offers,
    from waits
    group by
        mode,
        mql_level
),

placed as (
    select
        waits.mode,
        waits.mql_level,
        buckets.minute_to,
        count(*) as ended,
        sum(case when waits.ended_by = 'accepted' then 1 else 0 end) as accepted,
        sum(case when waits.ended_by = 'rejected' then 1 else 0 end) as rejected,
    from waits
    inner join buckets
        on
            waits.waited_minutes <= buckets.minute_to
            and (
                waits.waited_minutes > buckets.minute_from or buckets.minute_from = 0
            )
    group by
        waits.mode,
        waits.mql_level,
        buckets.minute_to
),

counted as (
    select
        groups.mode,
        groups.mql_level,
        groups.offers,
        buckets.minute_from,
        buckets.minute_to,
        coalesce(placed.ended, 0) as ended,
        coalesce(placed.accepted, 0) as accepted,
        coalesce(placed.rejected, 0) as rejected,
        groups.offers - coalesce(
            sum(placed.ended) over (
                partition by groups.mode, groups.mql_level
                order by buckets.minute_to
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as at_risk,
    from groups
    cross join buckets
    left join placed
        on
            groups.mode = placed.mode
            and groups.mql_level = placed.mql_level
            and buckets.minute_to = placed.minute_to
),

rated as (
    select
        *,
        {{ ratio('accepted', 'at_risk') }} as accept_rate,
        {{ ratio('rejected', 'at_risk') }} as reject_rate,
        1 - {{ ratio('accepted + rejected', 'at_risk') }} as stay_rate,
    from counted
    where at_risk > 0
),

-- A product of rates is the exponential of a sum of logarithms; a rate of zero, which
-- has none, ends the waiting of all.
remained as (
    select
        *,
        case
            when
                max(case when stay_rate <= 0 then 1 else 0 end) over (
                    partition by mode, mql_level
                    order by minute_to
                    rows between unbounded preceding and current row
                ) = 1
                then cast(0 as double)
            else exp(
                sum(ln(case when stay_rate > 0 then stay_rate end)) over (
                    partition by mode, mql_level
                    order by minute_to
                    rows between unbounded preceding and current row
                )
            )
        end as waiting_share,
    from rated
),

before as (
    select
        *,
        coalesce(
            lag(waiting_share)
                over (partition by mode, mql_level order by minute_to),
            cast(1 as double)
        ) as waiting_share_before,
    from remained
),

accumulated as (
    select
        *,
        sum(waiting_share_before * accept_rate) over (
            partition by mode, mql_level order by minute_to
            rows between unbounded preceding and current row
        ) as accepted_share,
        sum(waiting_share_before * reject_rate) over (
            partition by mode, mql_level order by minute_to
            rows between unbounded preceding and current row
        ) as rejected_share,
        sum(
            (waiting_share_before + waiting_share) / 2 * (minute_to - minute_from)
        ) over (
            partition by mode, mql_level order by minute_to
            rows between unbounded preceding and current row
        ) as minutes_waited,
        sum(
            waiting_share_before * reject_rate * (minute_from + minute_to) / 2
        ) over (
            partition by mode, mql_level order by minute_to
            rows between unbounded preceding and current row
        ) + waiting_share * minute_to as minutes_lost,
    from before
)

select * from accumulated
