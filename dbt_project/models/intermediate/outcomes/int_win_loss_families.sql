-- The rate of all segments of a kind together and how alike cases of one segment are:
-- what the rate of a small segment is drawn towards.
with

counted as (
    select
        span,
        clock,
        month_date,
        segment_kind,
        won,
        won + lost as cases,
    from {{ ref('int_win_loss_counted') }}
    where won + lost > 0
),

pooled as (
    select
        span,
        clock,
        month_date,
        segment_kind,
        count(*) as segments,
        sum(cases) as cases,
        sum(cases * cases) as squares,
        {{ ratio('sum(won)', 'sum(cases)') }} as family_rate,
    from counted
    group by
        span,
        clock,
        month_date,
        segment_kind
),

spread as (
    select
        pooled.span,
        pooled.clock,
        pooled.month_date,
        pooled.segment_kind,
        pooled.segments,
        pooled.cases,
        pooled.squares,
        pooled.family_rate,
        sum(
            counted.cases * power(
                {{ ratio('counted.won', 'counted.cases') }} - pooled.family_rate, 2
            )
        ) as spread,
    from pooled
    inner join counted
        on
            pooled.span = counted.span
            and pooled.clock = counted.clock
            and pooled.segment_kind = counted.segment_kind
            and (
                pooled.month_date = counted.month_date
                or (pooled.month_date is null and counted.month_date is null)
            )
    group by
        pooled.span,
        pooled.clock,
        pooled.month_date,
        pooled.segment_kind,
        pooled.segments,
        pooled.cases,
        pooled.squares,
        pooled.family_rate
),

families as (
    select
        *,
        {{ correlation_within_groups(
            'segments', 'cases', 'squares', 'family_rate', 'spread'
        ) }} as correlation,
    from spread
)

select * from families
