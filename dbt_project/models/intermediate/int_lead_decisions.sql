-- What decides an opportunity: a status that wins, loses or cancels it, reported on one
-- of its leads, or a job that the person orders from the company.
with

contacts as (
    select
        lead_id,
        person_id,
        company_scope,
        created_at,
    from {{ ref('int_contacts') }}
    where is_valid
),

events as (
    select * from {{ ref('stg_lead_status_events') }}
),

statuses as (
    select * from {{ source('definition', 'statuses') }}
    where
        grain = 'opportunity'
        and life_cycle_state in ('won', 'lost', 'cancelled')
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

job_contacts as (
    select
        lead_id,
        converted_at,
    from {{ ref('int_conversion_contacts') }}
    where conversion_kind = 'job' and not is_cancelled
),

event_decisions as (
    select
        contacts.lead_id,
        contacts.person_id,
        contacts.company_scope,
        greatest(events.occurred_at, contacts.created_at) as closed_at,
    from events
    inner join statuses on events.status = statuses.status
    inner join contacts on events.lead_id = contacts.lead_id
    cross join run_context
    where events.occurred_at <= run_context.as_of_at
),

job_decisions as (
    select
        contacts.lead_id,
        contacts.person_id,
        contacts.company_scope,
        greatest(job_contacts.converted_at, contacts.created_at) as closed_at,
    from job_contacts
    inner join contacts on job_contacts.lead_id = contacts.lead_id
),

decisions as (
    select * from event_decisions
    union
    select * from job_decisions
)

select * from decisions
