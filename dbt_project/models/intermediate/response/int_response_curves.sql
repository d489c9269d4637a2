-- The Kaplan-Meier curve of waiting, by month and over all months.
with

counts as (
    select * from {{ ref('int_response_counts') }}
),

periods as (
    select
        month,
        segment_kind,
        segment,
        response,
        clock,
        waited_seconds,
        leads,
        case when is_answered then leads else 0 end as answered,
    from counts
    union all
    select
        cast(null as date) as month,
        segment_kind,
        segment,
        response,
        clock,
        waited_seconds,
        leads,
        case when is_answered then leads else 0 end as answered,
    from counts
),

by_length as (
    select
        month,
        segment_kind,
        segment,
        response,
        clock,
        waited_seconds,
        sum(leads) as leads,
        sum(answered) as answered,
    from periods
    group by
        month,
        segment_kind,
        segment,
        response,
        clock,
        waited_seconds
),

at_risk as (
    select
        *,
        sum(leads) over (
            partition by month, segment_kind, segment, response, clock
            order by waited_seconds
            rows between current row and unbounded following
        ) as at_risk,
    from by_length
),

curves as (
    select
        *,
        case
            -- Nobody waits on behind a step at which all at risk are answered.
            when answered = at_risk then 0.0
            else exp(sum({{ log_of_staying('answered', 'at_risk') }}) over so_far)
        end as waiting_share,
    from at_risk
    window
        so_far as (
            partition by month, segment_kind, segment, response, clock
            order by waited_seconds
            rows between unbounded preceding and current row
        )
),

quartiles as (
    select
        month,
        segment_kind,
        segment,
        response,
        clock,
        sum(leads) as leads,
        sum(answered) as answered,
        min(case when waiting_share <= 0.75 + 1e-9 then waited_seconds end)
            as p25_seconds,
        min(case when waiting_share <= 0.5 + 1e-9 then waited_seconds end)
            as median_seconds,
        min(case when waiting_share <= 0.25 + 1e-9 then waited_seconds end)
            as p75_seconds,
    from curves
    group by
        month,
        segment_kind,
        segment,
        response,
        clock
)

select * from quartiles
