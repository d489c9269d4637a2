-- What the business clock of each calendar shows now.
with

stretches as (
    select * from {{ ref('int_working_time') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

calendars as (
    select distinct calendar_id from {{ ref('int_working_calendars') }}
),

readings as (
    select
        calendars.calendar_id,
        run_context.as_of_at,
        {{ clock_reading('stretches', 'run_context.as_of_at') }} as working_seconds,
    from calendars
    cross join run_context
    inner join stretches
        on {{ falls_in_stretch(
            'stretches', 'calendars.calendar_id', 'run_context.as_of_at'
        ) }}
)

select * from readings
