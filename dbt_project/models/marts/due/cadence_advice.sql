-- When it pays to ask: the week in which an accepted lead that is still open is
-- likeliest to be decided. A week with few left says nothing.
with

weeks as (
    select
        *,
        {{ ratio('decided', 'at_risk') }} as hazard,
        at_risk < {{ fewest_cases() }} as has_few_cases,
    from {{ ref('int_weeks_since_acceptance') }}
),

cadences as (
    select
        lead_source,
        request_after_days,
    from {{ source('definition', 'cadences') }}
    where stage = 'accepted'
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by source
            order by
                case when has_few_cases then 1 else 0 end, hazard desc, week_number asc
        ) as place,
    from weeks
),

final as (
    select
        ranked.source,
        ranked.week_number,
        cast(ranked.at_risk as bigint) as at_risk,
        cast(ranked.decided as bigint) as decided,
        ranked.hazard,
        {{ wilson_low('ranked.decided', 'ranked.at_risk') }} as hazard_low,
        {{ wilson_high('ranked.decided', 'ranked.at_risk') }} as hazard_high,
        ranked.has_few_cases,
        ranked.place = 1 and not ranked.has_few_cases as is_advised,
        cast(coalesce(own.request_after_days, general.request_after_days) as bigint)
            as cadence_after_days,
        run_context.run_id,
        run_context.definition_version,
    from ranked
    cross join run_context
    left join cadences as own
        on {{ comparable('ranked.source') }} = {{ comparable('own.lead_source') }}
    left join cadences as general on general.lead_source is null
)

select * from final
