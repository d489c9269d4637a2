-- The time of each calendar in stretches, each with what was worked before it. A
-- stretch begins with an opening, or with a UTC day, and runs until the next one does.
with

openings as (
    select * from {{ ref('int_working_openings') }}
),

calendars as (
    select distinct calendar_id from {{ ref('int_working_calendars') }}
),

days as (
    select {{ every_moment('first_date', 'last_date', 86400) }} as day_at,
    from {{ ref('int_clock_bounds') }}
),

-- An opening of a whole day touches three UTC days at most.
shifts as (
    select 0 as days_later
    union all
    select 1 as days_later
    union all
    select 2 as days_later
),

touched as (
    select
        openings.calendar_id,
        openings.opens_at,
        openings.closes_at,
        {{ plus_days(
            'cast(cast(openings.opens_at as date) as timestamp)', 'shifts.days_later'
        ) }} as day_at,
    from openings
    cross join shifts
),

within_days as (
    select
        touched.calendar_id,
        touched.day_at,
        greatest(touched.opens_at, touched.day_at) as starts_at,
        least(touched.closes_at, {{ plus_days('touched.day_at', 1) }}) as closes_at,
    from touched
    inner join days on touched.day_at = days.day_at
    where touched.closes_at > touched.day_at
),

begun as (
    select * from within_days
    union all
    select
        calendars.calendar_id,
        days.day_at,
        days.day_at as starts_at,
        days.day_at as closes_at,
    from calendars
    cross join days
),

stretches as (
    select
        calendar_id,
        cast(day_at as date) as utc_date,
        starts_at,
        closes_at,
        coalesce(
            lead(starts_at) over (
                partition by calendar_id, day_at
                order by starts_at, closes_at
            ),
            {{ plus_days('day_at', 1) }}
        ) as next_starts_at,
        coalesce(
            sum({{ seconds_between('starts_at', 'closes_at') }}) over (
                partition by calendar_id
                order by starts_at, closes_at
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as working_seconds_before,
    from begun
)

select * from stretches
where next_starts_at > starts_at
