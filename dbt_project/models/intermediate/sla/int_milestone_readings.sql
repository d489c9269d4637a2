-- What the business clock of the lead showed when it reached each milestone.
with

milestones as (
    select * from {{ ref('int_lead_milestones') }}
),

lead_calendars as (
    select * from {{ ref('int_lead_calendars') }}
),

stretches as (
    select * from {{ ref('int_working_time') }}
),

placed as (
    select
        milestones.*,
        lead_calendars.calendar_id,
    from milestones
    inner join lead_calendars on milestones.lead_id = lead_calendars.lead_id
),

readings as (
    select
        placed.*,
        {{ clock_reading('stretches', 'placed.happened_at') }} as working_seconds,
    from placed
    left join stretches
        on {{ falls_in_stretch(
            'stretches', 'placed.calendar_id', 'placed.happened_at'
        ) }}
)

select * from readings
