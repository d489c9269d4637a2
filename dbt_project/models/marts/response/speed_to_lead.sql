with

quartiles as (
    select * from {{ ref('int_response_curves') }}
),

shares as (
    select
        month,
        segment_kind,
        segment,
        response,
        clock,
        sum(cases_5_minutes) as cases_5_minutes,
        sum(cases_1_hour) as cases_1_hour,
        sum(cases_24_hours) as cases_24_hours,
        sum(in_5_minutes) as in_5_minutes,
        sum(in_1_hour) as in_1_hour,
        sum(in_24_hours) as in_24_hours,
    from {{ ref('int_response_counts') }}
    group by
        grouping sets (
            (month, segment_kind, segment, response, clock),
            (segment_kind, segment, response, clock)
        )
),

labels as (
    select * from {{ ref('int_segment_labels') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        quartiles.month,
        quartiles.segment_kind,
        quartiles.segment,
        coalesce(
            labels.segment_label,
            case quartiles.segment
                when '__none__' then 'None' else quartiles.segment
            end
        ) as segment_label,
        quartiles.response,
        quartiles.clock,
        cast(quartiles.leads as bigint) as leads,
        cast(quartiles.answered as bigint) as answered,
        cast(quartiles.leads - quartiles.answered as bigint) as unanswered,
        {{ ratio('quartiles.p25_seconds', 60) }} as p25_minutes,
        {{ ratio('quartiles.median_seconds', 60) }} as median_minutes,
        {{ ratio('quartiles.p75_seconds', 60) }} as p75_minutes,
        {{ ratio('shares.in_5_minutes', 'shares.cases_5_minutes') }}
            as share_in_5_minutes,
        {{ ratio('shares.in_1_hour', 'shares.cases_1_hour') }} as share_in_1_hour,
        {{ ratio('shares.in_24_hours', 'shares.cases_24_hours') }}
            as share_in_24_hours,
        quartiles.leads < {{ fewest_stays() }} as is_small,
        run_context.run_id,
        run_context.definition_version,
    from quartiles
    cross join run_context
    inner join shares
        on
            coalesce(quartiles.month, date '0001-01-01')
            = coalesce(shares.month, date '0001-01-01')
            and quartiles.segment_kind = shares.segment_kind
            and quartiles.segment = shares.segment
            and quartiles.response = shares.response
            and quartiles.clock = shares.clock
    left join labels
        on
            quartiles.segment_kind = labels.segment_kind
            and quartiles.segment = labels.segment
)

select * from final
