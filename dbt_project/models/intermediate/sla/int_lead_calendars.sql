-- The calendar by which each lead's working time is counted: that of the company that
-- owns it. One for all its moments, so that they can be set against each other.
with

contacts as (
    select
        lead_id,
        routed_company_id,
    from {{ ref('int_contacts') }}
),

calendars as (
    select
        company_id,
        calendar_id,
    from {{ ref('int_working_calendars') }}
),

default_calendar as (
    select calendar_id from calendars
    where company_id = '__none__'
),

placed as (
    select
        contacts.lead_id,
        coalesce(calendars.calendar_id, default_calendar.calendar_id) as calendar_id,
    from contacts
    cross join default_calendar
    left join calendars on contacts.routed_company_id = calendars.company_id
)

select * from placed
