-- Is what is urgent in fact worked sooner? A lead that nobody tried to reach waits
-- longer than all that were: it is part of the median, which is empty where it is
-- beyond every attempt.
with

leads as (
    select * from {{ ref('int_contacts') }}
    where is_valid and source_table = 'leads'
),

taken as (
    select
        lead_id,
        attempted_at,
    from {{ ref('int_leads_taken') }}
),

outcomes as (
    select
        level_number,
        max(case when measure = 'attempted_within_hour' then cases_count end)
            as asked_leads,
        max(case when measure = 'attempted_within_hour' then successes_count end)
            as within_hour_leads,
        max(case when measure = 'attempted_within_day' then successes_count end)
            as within_day_leads,
    from {{ ref('int_levels_outcomes') }}
    where level_kind = 'priority' and level_from = '__all__'
    group by level_number
),

labels as (
    select
        priority_level,
        label,
    from {{ source('definition', 'priority_levels') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

waited as (
    select
        coalesce(leads.priority_level, 0) as level_number,
        leads.priority_level_from,
        taken.attempted_at,
        coalesce(
            {{ minutes_between('leads.created_at', 'taken.attempted_at') }}, 1e18
        ) as waited_minutes,
    from leads
    left join taken on leads.lead_id = taken.lead_id
),

counted as (
    select
        level_number,
        count(*) as leads,
        cast(sum(case when priority_level_from = 'given' then 1 else 0 end) as bigint)
            as given_leads,
        count(attempted_at) as attempted_leads,
        percentile_disc(0.5) within group (order by waited_minutes)
            as median_minutes,
    from waited
    group by level_number
),

final as (
    select
        nullif(counted.level_number, 0) as priority_level,
        coalesce(labels.label, 'None') as priority_label,
        counted.leads,
        counted.given_leads,
        counted.attempted_leads,
        counted.leads - counted.attempted_leads as unattempted_leads,
        case when counted.median_minutes < 1e18 then counted.median_minutes end
            as median_minutes_to_attempt,
        coalesce(outcomes.asked_leads, 0) as asked_leads,
        {{ ratio('outcomes.within_hour_leads', 'outcomes.asked_leads') }}
            as within_hour_share,
        {{ wilson_low('outcomes.within_hour_leads', 'outcomes.asked_leads') }}
            as within_hour_share_low,
        {{ wilson_high('outcomes.within_hour_leads', 'outcomes.asked_leads') }}
            as within_hour_share_high,
        {{ ratio('outcomes.within_day_leads', 'outcomes.asked_leads') }}
            as within_day_share,
        run_context.run_id,
        run_context.definition_version,
    from counted
    cross join run_context
    left join outcomes on counted.level_number = outcomes.level_number
    left join labels on counted.level_number = labels.priority_level
)

select * from final
