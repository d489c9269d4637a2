-- What changes whether an opportunity is decided: a status reported on one of its
-- leads, or a job that the person orders from the company. Won, lost and cancelled
-- decide it; a status before those opens it again, one of an offer only where the
-- definition names this way back. Completing it does neither: what is completed was
-- won, and where nobody said so, nothing was decided.
with

contacts as (
    select
        lead_id,
        created_at,
    from {{ ref('int_contacts') }}
    where is_valid
),

events as (
    select * from {{ ref('int_status_events_read') }}
    where not is_future and not is_duplicate
),

compared as (
    select
        event_id,
        opens_again,
    from {{ ref('int_status_events_compared') }}
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
        not events.is_open as is_decided,
        -- At one instant the later state counts, and a job after every report.
        events.state_order as evidence_rank,
    from events
    inner join contacts on events.lead_id = contacts.lead_id
    left join compared on events.event_id = compared.event_id
    where
        (events.grain = 'opportunity' and events.life_cycle_state <> 'completed')
        or compared.opens_again
),

ordered as (
    select
        contacts.lead_id,
        job_contacts.conversion_id as event_id,
        greatest(job_contacts.converted_at, contacts.created_at) as changed_at,
        true as is_decided,
        9 as evidence_rank,
    from job_contacts
    inner join contacts on job_contacts.lead_id = contacts.lead_id
),

decisions as (
    select * from reported
    union all
    select * from ordered
)

select * from decisions
