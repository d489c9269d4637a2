-- What the log-rank test expects of any segment, by length of stay: the events of all
-- together and their running sums.
with

steps as (
    select * from {{ ref('int_timing_steps') }}
    where segment_kind = 'all'
),

weighed as (
    select
        stage,
        duration_minutes,
        events,
        sum(case when events > 0 then 1 else 0 end) over so_far as event_number,
        {{ ratio('events', 'at_risk') }} as event_share,
        coalesce(
            {{ ratio(
                'events * cast(at_risk - events as double)',
                '(at_risk - 1) * cast(at_risk as double)'
            ) }},
            0
        ) as spread,
        coalesce(
            {{ ratio(
                'events * cast(at_risk - events as double)',
                '(at_risk - 1) * cast(at_risk as double) * at_risk'
            ) }},
            0
        ) as spread_of_pairs,
    from steps
    window so_far as (partition by stage order by duration_minutes)
),

summed as (
    select
        *,
        sum(event_share) over so_far as event_share_sum,
        sum(spread) over so_far as spread_sum,
        sum(spread_of_pairs) over so_far as spread_of_pairs_sum,
    from weighed
    window so_far as (partition by stage order by duration_minutes)
)

select * from summed
