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

-- What stands for a state: of a lead type its own default, else the one that is open to
-- all, else the one with which most types begin.
defaults as (
    select
        statuses.life_cycle_state,
        statuses.status,
        row_number() over (
            partition by statuses.life_cycle_state
            order by
                case when statuses.lead_types is null then 0 else 1 end,
                count(lead_types.lead_type) desc,
                statuses.status
        ) as preference,
    from statuses
    left join lead_types on statuses.status = lead_types.initial_status
    where statuses.is_default
    group by
        statuses.life_cycle_state,
        statuses.status,
        statuses.lead_types
),

usual as (
    select
        life_cycle_state,
        status,
    from defaults
    where preference = 1
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
            own.status,
            usual.status
        ) as status,
        newest.life_cycle_state = unique_leads.life_cycle_state as is_reported,
    from unique_leads
    left join newest on unique_leads.unique_lead_id = newest.unique_lead_id
    left join lead_types on unique_leads.lead_type = lead_types.lead_type
    left join statuses as own
        on
            unique_leads.life_cycle_state = own.life_cycle_state
            and own.is_default
            and {{ has_item('own.lead_types', 'unique_leads.lead_type') }}
    left join usual on unique_leads.life_cycle_state = usual.life_cycle_state
)

select * from stated
