-- Who else was after each opportunity: named on a lead of it or in an event.
with

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

named_on_leads as (
    select * from {{ ref('stg_lead_competitors') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

events as (
    select
        stg_events.lead_id,
        {{ comparable('stg_events.competitor') }} as competitor,
    from {{ ref('stg_lead_status_events') }} as stg_events
    cross join run_context
    where stg_events.occurred_at <= run_context.as_of_at
),

unioned as (
    select
        lead_id,
        competitor,
    from named_on_leads
    union all
    select
        lead_id,
        competitor,
    from events
    where competitor is not null
),

present as (
    select distinct
        members.unique_lead_id,
        unioned.competitor,
    from unioned
    inner join members on unioned.lead_id = members.lead_id
)

select * from present
