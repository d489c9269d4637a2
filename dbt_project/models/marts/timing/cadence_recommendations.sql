-- The first request comes at the end of the days with the most answers per day waited:
-- before, most would have nothing to tell; long after, they would wait untold.
with

tenths as (
    select * from {{ ref('int_answers_by_tenth') }}
),

paces as (
    select
        *,
        row_number() over (
            partition by stage, segment_kind, segment
            order by answers_per_day desc nulls last, tenth asc
        ) as pace_rank,
        lag(ends_minutes) over (
            partition by stage, segment_kind, segment order by tenth
        ) as begins_minutes,
    from tenths
),

summed as (
    select
        stage,
        segment_kind,
        segment,
        sum(answers) as answers,
        min(case when answered_share >= 0.9 * last_share then ends_minutes end)
            as most_answered_minutes,
        max(last_share) as answered_share,
    from tenths
    group by
        stage,
        segment_kind,
        segment
),

asked as (
    select
        stage,
        coalesce(lead_source, 'all') as segment,
        request_after_days,
    from {{ source('definition', 'cadences') }}
),

quantiles as (
    select * from {{ ref('int_timing_quantiles') }}
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
        summed.stage,
        summed.segment_kind,
        summed.segment,
        labels.segment_label,
        quantiles.n,
        cast(summed.answers as bigint) as answers,
        summed.answers < {{ fewest_stays() }} as is_small,
        {{ in_days('coalesce(paces.begins_minutes, 0)') }} as busiest_from_days,
        {{ in_days('paces.ends_minutes') }} as busiest_until_days,
        paces.answers_per_day,
        case
            when summed.answers >= {{ fewest_stays() }}
                then cast(
                    greatest(ceil({{ in_days('paces.ends_minutes') }}), 1) as bigint
                )
        end as recommended_first_request_days,
        {{ ratio('paces.answered_share', 'summed.answered_share') }}
            as answered_by_then_share,
        {{ in_days('summed.most_answered_minutes') }} as most_answered_days,
        cast(
            coalesce(own.request_after_days, general.request_after_days) as bigint
        ) as request_after_days,
        run_context.run_id,
        run_context.definition_version,
    from summed
    cross join run_context
    inner join paces
        on
            summed.stage = paces.stage
            and summed.segment_kind = paces.segment_kind
            and summed.segment = paces.segment
            and paces.pace_rank = 1
    inner join quantiles
        on
            summed.stage = quantiles.stage
            and summed.segment_kind = quantiles.segment_kind
            and summed.segment = quantiles.segment
    left join labels
        on
            summed.segment_kind = labels.segment_kind
            and summed.segment = labels.segment
    left join asked as own
        on
            summed.segment_kind = 'source'
            and summed.stage = own.stage
            and summed.segment = own.segment
    left join asked as general
        on summed.stage = general.stage and general.segment = 'all'
)

select * from final
