-- Each opening of each calendar in UTC. It is open while the clock on the wall shows
-- the hours: an hour that is skipped is not worked, one that comes twice is worked
-- twice, and an opening in which the clocks change comes in two parts.
with

calendars as (
    select distinct
        calendar_id,
        timezone,
        hours_company_id,
        holidays_company_id,
    from {{ ref('int_working_calendars') }}
),

hours as (
    select * from {{ source('definition', 'working_hours') }}
),

holidays as (
    select * from {{ source('definition', 'holidays') }}
),

offsets as (
    select * from {{ ref('int_zone_offsets') }}
),

days as (
    select
        cast(
            {{ every_moment('first_date', 'last_date', 86400) }} as date
        ) as local_date,
    from {{ ref('int_clock_bounds') }}
),

weekdays as (
    select
        local_date,
        {{ iso_weekday('local_date') }} as iso_weekday,
    from days
),

hours_of_calendars as (
    select
        calendars.calendar_id,
        calendars.timezone,
        hours.iso_weekday,
        hours.opens_minute,
        hours.closes_minute,
    from calendars
    inner join hours
        on coalesce(calendars.hours_company_id, '') = coalesce(hours.company_id, '')
),

closed_days as (
    select distinct
        calendars.calendar_id,
        holidays.holiday_date,
    from calendars
    inner join holidays
        on
            holidays.company_id is null
            or calendars.holidays_company_id = holidays.company_id
),

on_the_wall as (
    select
        hours_of_calendars.calendar_id,
        hours_of_calendars.timezone,
        cast(weekdays.local_date as timestamp) as day_at,
        60 * hours_of_calendars.opens_minute as opens_second,
        60 * hours_of_calendars.closes_minute as closes_second,
    from weekdays
    inner join hours_of_calendars
        on weekdays.iso_weekday = hours_of_calendars.iso_weekday
    left join closed_days
        on
            hours_of_calendars.calendar_id = closed_days.calendar_id
            and weekdays.local_date = closed_days.holiday_date
    where closed_days.calendar_id is null
),

parts as (
    select
        on_the_wall.calendar_id,
        greatest(
            {{ plus_seconds(
                'on_the_wall.day_at',
                'on_the_wall.opens_second - offsets.offset_seconds'
            ) }},
            offsets.starts_at
        ) as opens_at,
        least(
            {{ plus_seconds(
                'on_the_wall.day_at',
                'on_the_wall.closes_second - offsets.offset_seconds'
            ) }},
            offsets.ends_at
        ) as closes_at,
    from on_the_wall
    inner join offsets on on_the_wall.timezone = offsets.timezone
)

select * from parts
where closes_at > opens_at
