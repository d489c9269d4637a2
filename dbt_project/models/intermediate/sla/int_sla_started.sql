-- The targets whose clock has started for a lead: of those for one pair of events the
-- one for its type, else the one for all. Leads that are not valid have none.
with

contacts as (
    select
        lead_id,
        unique_lead_id,
        lead_type,
        created_at,
        created_date,
        routed_company_id,
        assigned_user_id,
    from {{ ref('int_lead_types_held') }}
),

targets as (
    select * from {{ source('definition', 'sla_targets') }}
),

readings as (
    select * from {{ ref('int_milestone_readings') }}
),

fitting as (
    select
        contacts.lead_id,
        contacts.unique_lead_id,
        contacts.created_date,
        contacts.routed_company_id,
        contacts.assigned_user_id,
        targets.from_event,
        targets.to_event,
        targets.lead_type as target_lead_type,
        targets.clock,
        targets.target_minutes,
        readings.calendar_id,
        readings.happened_at as started_at,
        readings.working_seconds as started_reading,
        readings.company_id as starting_company_id,
        readings.user_id as starting_user_id,
        row_number() over (
            partition by contacts.lead_id, targets.from_event, targets.to_event
            order by case when targets.lead_type is null then 1 else 0 end
        ) as fit_rank,
    from contacts
    inner join readings on contacts.lead_id = readings.lead_id
    inner join targets
        on
            readings.milestone = targets.from_event
            and (
                targets.lead_type is null or contacts.lead_type = targets.lead_type
            )
)

select * from fitting
where fit_rank = 1
