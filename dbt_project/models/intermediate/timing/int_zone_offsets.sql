-- How far the clocks of each time zone are ahead of UTC, and from when to when. Clocks
-- change on quarters of an hour; those quarters are looked for only on days that end
-- with another offset than they began with.
with

zones as (
    select distinct timezone from {{ ref('int_working_calendars') }}
),

bounds as (
    select
        cast({{ plus_days('cast(first_date as timestamp)', '-2') }} as timestamp)
            as first_at,
        cast({{ plus_days('cast(last_date as timestamp)', '3') }} as timestamp)
            as last_at,
    from {{ ref('int_clock_bounds') }}
),

days as (
    select {{ every_moment('first_at', 'last_at', 86400) }} as day_at,
    from bounds
),

day_offsets as (
    select
        zones.timezone,
        days.day_at,
        {{ seconds_between(
            'days.day_at', local_moment('days.day_at', 'zones.timezone')
        ) }} as offset_seconds,
    from zones
    cross join days
),

next_offsets as (
    select
        *,
        lead(offset_seconds) over (partition by timezone order by day_at)
            as next_offset_seconds,
    from day_offsets
),

quarters as (
    select
        timezone,
        {{ every_moment('day_at', plus_days('day_at', 1), 900) }} as quarter_at,
    from next_offsets
    where offset_seconds <> next_offset_seconds
),

quarter_offsets as (
    select
        timezone,
        quarter_at,
        {{ seconds_between('quarter_at', local_moment('quarter_at', 'timezone')) }}
            as offset_seconds,
    from quarters
),

readings as (
    select
        day_offsets.timezone,
        day_offsets.day_at as starts_at,
        day_offsets.offset_seconds,
    from day_offsets
    inner join bounds on day_offsets.day_at = bounds.first_at
    union
    select
        timezone,
        quarter_at as starts_at,
        offset_seconds,
    from quarter_offsets
),

compared as (
    select
        *,
        lag(offset_seconds) over (partition by timezone order by starts_at)
            as previous_offset_seconds,
    from readings
),

changes as (
    select * from compared
    where
        previous_offset_seconds is null or offset_seconds <> previous_offset_seconds
),

spans as (
    select
        changes.timezone,
        changes.starts_at,
        coalesce(
            lead(changes.starts_at) over (
                partition by changes.timezone
                order by changes.starts_at
            ),
            bounds.last_at
        ) as ends_at,
        cast(changes.offset_seconds as bigint) as offset_seconds,
    from changes
    cross join bounds
)

select * from spans
