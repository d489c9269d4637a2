-- Every stay that is timed: in each stage, and from the first contact until the
-- opportunity was decided or fulfilled. Where nobody left yet the stay lasts until now.
-- A re-opened opportunity stays in a stage several times; from its first contact it is
-- timed once, by the outcome that holds, as if it had never been closed before.
with

visits as (
    select * from {{ ref('int_stage_intervals') }}
),

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

-- Another state of the same stage is no other stay.
marked as (
    select
        *,
        lag(stage) over (
            partition by unique_lead_id order by visit_number
        ) as previous_stage,
    from visits
),

numbered as (
    select
        *,
        sum(case when stage = previous_stage then 0 else 1 end) over (
            partition by unique_lead_id order by visit_number
            rows between unbounded preceding and current row
        ) as stay_number,
    from marked
),

stays as (
    select
        unique_lead_id,
        stay_number,
        min(stage) as stage,
        min(entered_at) as entered_at,
        lead(min(entered_at)) over (
            partition by unique_lead_id order by stay_number
        ) as exited_at,
        lead(min(stage)) over (
            partition by unique_lead_id order by stay_number
        ) as exit_type,
    from numbered
    group by
        unique_lead_id,
        stay_number
),

unioned as (
    select
        unique_lead_id,
        stay_number,
        stage,
        entered_at,
        exited_at,
        exit_type,
    from stays
    union all
    select
        unique_lead_id,
        1 as stay_number,
        'first_contact_to_decided' as stage,
        first_lead_at as entered_at,
        decided_at as exited_at,
        case
            when won_at is not null then 'won'
            when lost_at is not null then 'lost'
            when decided_at is not null then 'cancelled'
        end as exit_type,
    from unique_leads
    union all
    select
        unique_lead_id,
        1 as stay_number,
        'first_contact_to_fulfilled' as stage,
        first_lead_at as entered_at,
        case when won_at is null then decided_at else fulfilled_at end as exited_at,
        case
            when won_at is not null and fulfilled_at is not null then 'complete'
            when won_at is not null then null
            when lost_at is not null then 'lost'
            when decided_at is not null then 'cancelled'
        end as exit_type,
    from unique_leads
),

spells as (
    select
        unioned.unique_lead_id,
        unioned.stay_number,
        unioned.stage,
        {{ timed_minutes(
            'unioned.entered_at', 'coalesce(unioned.exited_at, run_context.as_of_at)'
        ) }} as duration_minutes,
        unioned.exit_type,
    from unioned
    cross join run_context
    where unioned.entered_at <= run_context.as_of_at
)

select * from spells
