-- How long each lead waited for the first attempt to reach its person and for the first
-- time that the two spoke; until now where that has not happened yet.
with

leads as (
    select * from {{ ref('int_lead_types_held') }}
),

readings as (
    select * from {{ ref('int_milestone_readings') }}
),

now as (
    select * from {{ ref('int_clock_now') }}
),

moments as (
    select
        lead_id,
        max(calendar_id) as calendar_id,
        max(case when milestone = 'lead_created' then working_seconds end)
            as created_reading,
        max(case when milestone = 'contact_attempted' then happened_at end)
            as first_attempt_at,
        max(case when milestone = 'contact_attempted' then working_seconds end)
            as attempt_reading,
        max(case when milestone = 'contact_made' then happened_at end)
            as first_contact_at,
        max(case when milestone = 'contact_made' then working_seconds end)
            as contact_reading,
        max(case when milestone = 'contact_attempted' then user_id end)
            as attempt_user_id,
    from readings
    where milestone in ('lead_created', 'contact_attempted', 'contact_made')
    group by lead_id
),

waited as (
    select
        leads.lead_id,
        leads.unique_lead_id,
        leads.origin,
        leads.created_at,
        leads.created_date,
        leads.routed_company_id,
        leads.priority_level,
        moments.first_attempt_at,
        moments.first_contact_at,
        moments.attempt_user_id,
        {{ seconds_between(
            'leads.created_at', 'coalesce(moments.first_attempt_at, now.as_of_at)'
        ) }} as attempt_wall_seconds,
        coalesce(moments.attempt_reading, now.working_seconds)
        - moments.created_reading as attempt_business_seconds,
        {{ seconds_between(
            'leads.created_at', 'coalesce(moments.first_contact_at, now.as_of_at)'
        ) }} as contact_wall_seconds,
        coalesce(moments.contact_reading, now.working_seconds)
        - moments.created_reading as contact_business_seconds,
    from leads
    inner join moments on leads.lead_id = moments.lead_id
    inner join now on moments.calendar_id = now.calendar_id
    where leads.created_at <= now.as_of_at
)

select * from waited
