-- The status of each opportunity: the newest reported one where it agrees with the
-- state, else the usual one of the state (a job may prove what nobody reported).
with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

events as (
    select * from {{ ref('int_status_events_judged') }}
    where not is_future and not is_duplicate and not is_unknown_status
),

statuses as (
    select * from {{ source('definition', 'statuses') }}
),

lead_types as (
    select
        lead_type,
        initial_status,
    from {{ source('definition', 'lead_types') }}
),

usual as (
    select
        life_cycle_state,
        min(status) as status,
    from statuses
    where is_default
    group by life_cycle_state
),

newest as (
    select
        unique_lead_id,
        max_by(status, event_number) as status,
        max_by(life_cycle_state, event_number) as life_cycle_state,
    from events
    group by unique_lead_id
),

stated as (
    select
        unique_leads.unique_lead_id,
        coalesce(
            case
                when newest.life_cycle_state = unique_leads.life_cycle_state
                    then newest.status
            end,
            case
                when
                    newest.unique_lead_id is null
                    and unique_leads.life_cycle_state = 'pending'
                    then lead_types.initial_status
            end,
            usual.status
        ) as status,
        newest.life_cycle_state = unique_leads.life_cycle_state as is_reported,
    from unique_leads
    left join newest on unique_leads.unique_lead_id = newest.unique_lead_id
    left join lead_types on unique_leads.lead_type = lead_types.lead_type
    left join usual on unique_leads.life_cycle_state = usual.life_cycle_state
)

select * from stated
