-- What changes whether an opportunity is decided: a status reported on one of its
-- leads, or a job that the person orders from the company. Won, lost and cancelled
-- decide it; a status before those opens it again. Completing it does neither: what is
-- completed was won, and where nobody said so, nothing was decided.
with

contacts as (
    select
        lead_id,
        created_at,
    from {{ ref('int_contacts') }}
    where is_valid
),

events as (
    select * from {{ ref('stg_lead_status_events') }}
),

statuses as (
    select
        status,
        life_cycle_state in ('won', 'lost', 'cancelled') as is_decided,
    from {{ source('definition', 'statuses') }}
    where grain = 'opportunity' and life_cycle_state <> 'completed'
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

job_contacts as (
    select
        lead_id,
        conversion_id,
        converted_at,
    from {{ ref('int_conversion_contacts') }}
    where conversion_kind = 'job' and not is_cancelled
),

reported as (
    select
        contacts.lead_id,
        events.event_id,
        greatest(events.occurred_at, contacts.created_at) as changed_at,
        statuses.is_decided,
        1 as evidence_rank,
    from events
    inner join statuses on events.status = statuses.status
    inner join contacts on events.lead_id = contacts.lead_id
    cross join run_context
    where events.occurred_at <= run_context.as_of_at
),

ordered as (
    select
        contacts.lead_id,
        job_contacts.conversion_id as event_id,
        greatest(job_contacts.converted_at, contacts.created_at) as changed_at,
        true as is_decided,
        2 as evidence_rank,
    from job_contacts
    inner join contacts on job_contacts.lead_id = contacts.lead_id
),

decisions as (
    select * from reported
    union all
    select * from ordered
)

select * from decisions
