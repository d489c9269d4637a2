-- What became of all opportunities of a segment by so many days after their first
-- contact, those too young to know included by Aalen-Johansen. Null where none has been
-- watched for so long.
with

days as (
    select 30 as days
    union all
    select 60 as days
    union all
    select 90 as days
    union all
    select 180 as days
),

quantiles as (
    select * from {{ ref('int_timing_quantiles') }}
    where stage = 'first_contact_to_decided'
),

counts as (
    select * from {{ ref('int_timing_counts') }}
    where stage = 'first_contact_to_decided'
),

exits as (
    select
        *,
        {{ ratio('variance', 'exited_share * exited_share') }} as log_variance,
    from {{ ref('int_timing_exits') }}
    where stage = 'first_contact_to_decided'
),

observable as (
    select
        quantiles.segment_kind,
        quantiles.segment,
        quantiles.n,
        days.days,
    from quantiles
    cross join days
    where
        quantiles.longest_minutes >= 1440 * days.days
        or quantiles.open_n = 0
),

known as (
    select
        observable.segment_kind,
        observable.segment,
        observable.days,
        sum(counts.spells) as known_n,
    from observable
    inner join counts
        on
            observable.segment_kind = counts.segment_kind
            and observable.segment = counts.segment
    where
        counts.exit_type is not null
        or counts.duration_minutes >= 1440 * observable.days
    group by
        observable.segment_kind,
        observable.segment,
        observable.days
),

by_then as (
    select
        observable.segment_kind,
        observable.segment,
        observable.days,
        max(case when exits.exit_type = 'won' then exits.exited_share end) as won_share,
        max(case when exits.exit_type = 'lost' then exits.exited_share end)
            as lost_share,
        max(case when exits.exit_type = 'cancelled' then exits.exited_share end)
            as cancelled_share,
        max_by(
            case when exits.exit_type = 'won' then exits.log_variance end,
            case when exits.exit_type = 'won' then exits.duration_minutes end
        ) as won_log_variance,
    from observable
    left join exits
        on
            observable.segment_kind = exits.segment_kind
            and observable.segment = exits.segment
            and exits.duration_minutes <= 1440 * observable.days
    group by
        observable.segment_kind,
        observable.segment,
        observable.days
),

rates as (
    select
        observable.segment_kind,
        observable.segment,
        observable.days,
        observable.n,
        known.known_n,
        coalesce(by_then.won_share, 0) as win_rate_cohort,
        by_then.won_log_variance,
        coalesce(by_then.lost_share, 0) as lost_share,
        coalesce(by_then.cancelled_share, 0) as cancelled_share,
    from observable
    inner join by_then
        on
            observable.segment_kind = by_then.segment_kind
            and observable.segment = by_then.segment
            and observable.days = by_then.days
    left join known
        on
            observable.segment_kind = known.segment_kind
            and observable.segment = known.segment
            and observable.days = known.days
)

select * from rates
