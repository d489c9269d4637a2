-- Where each opportunity stands: its newest event decides, whether reported on a lead
-- or inferred from a job. Events of the future wait for their day.
with

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

events as (
    select * from {{ ref('stg_lead_status_events') }}
),

statuses as (
    select
        status,
        life_cycle_state,
        stage,
    from {{ source('definition', 'statuses') }}
    where grain = 'opportunity'
),

conversions as (
    select * from {{ ref('int_conversions_matched') }}
    where conversion_kind = 'job' and not is_cancelled and unique_lead_id is not null
),

jobs as (
    select
        'job:' || job_id as conversion_id,
        completed_at,
    from {{ ref('stg_jobs') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

reported as (
    select
        members.unique_lead_id,
        events.occurred_at,
        statuses.life_cycle_state,
        statuses.stage,
        1 as evidence_rank,
        events.event_id,
        events.lost_reason,
        events.competitor,
    from events
    inner join statuses on events.status = statuses.status
    inner join members on events.lead_id = members.lead_id
),

job_orders as (
    select
        unique_lead_id,
        converted_at as occurred_at,
        'won' as life_cycle_state,
        'won' as stage,
        2 as evidence_rank,
        conversion_id as event_id,
        cast(null as {{ dbt.type_string() }}) as lost_reason,
        cast(null as {{ dbt.type_string() }}) as competitor,
    from conversions
),

job_completions as (
    select
        conversions.unique_lead_id,
        jobs.completed_at as occurred_at,
        'completed' as life_cycle_state,
        'complete' as stage,
        3 as evidence_rank,
        conversions.conversion_id as event_id,
        cast(null as {{ dbt.type_string() }}) as lost_reason,
        cast(null as {{ dbt.type_string() }}) as competitor,
    from conversions
    inner join jobs on conversions.conversion_id = jobs.conversion_id
    where jobs.completed_at is not null
),

unioned as (
    select * from reported
    union all
    select * from job_orders
    union all
    select * from job_completions
),

happened as (
    select unioned.*
    from unioned
    cross join run_context
    where unioned.occurred_at <= run_context.as_of_at
),

ranked as (
    select
        *,
        row_number() over (
            partition by unique_lead_id
            order by occurred_at desc, evidence_rank desc, event_id desc
        ) as recency,
    from happened
),

newest as (
    select
        unique_lead_id,
        life_cycle_state,
        stage,
        occurred_at,
        lost_reason,
        competitor,
    from ranked
    where recency = 1
),

losses as (
    select
        unique_lead_id,
        max(occurred_at) as last_lost_at,
    from happened
    where life_cycle_state in ('lost', 'cancelled')
    group by unique_lead_id
),

moments as (
    select
        happened.unique_lead_id,
        min(happened.occurred_at)
        filter (where happened.life_cycle_state = 'won') as first_won_at,
        min(happened.occurred_at)
        filter (
            where happened.life_cycle_state = 'won'
            and happened.occurred_at >= losses.last_lost_at
        ) as won_back_at,
        min(happened.occurred_at)
        filter (where happened.life_cycle_state = 'completed') as first_completed_at,
    from happened
    left join losses on happened.unique_lead_id = losses.unique_lead_id
    group by happened.unique_lead_id
),

outcomes as (
    select
        newest.unique_lead_id,
        newest.life_cycle_state,
        newest.stage,
        case
            when newest.life_cycle_state in ('won', 'completed')
                then coalesce(
                    moments.won_back_at,
                    moments.first_won_at,
                    moments.first_completed_at
                )
        end as won_at,
        case when newest.life_cycle_state = 'lost' then newest.occurred_at end
            as lost_at,
        case when newest.life_cycle_state = 'cancelled' then newest.occurred_at end
            as cancelled_at,
        case
            when newest.life_cycle_state = 'completed' then moments.first_completed_at
        end as fulfilled_at,
        case when newest.life_cycle_state = 'lost' then newest.lost_reason end
            as lost_reason,
        case when newest.life_cycle_state = 'lost' then newest.competitor end
            as competitor,
    from newest
    inner join moments on newest.unique_lead_id = moments.unique_lead_id
),

decided as (
    select
        *,
        coalesce(won_at, lost_at, cancelled_at) as decided_at,
    from outcomes
)

select * from decided
