-- When targets on the business clock fall due: the moment at which the calendar's clock
-- shows the start and the time allowed. Openings and what falls due stand in one row of
-- readings; the last opening before is the one in which it does.
with

wanted as (
    select distinct
        calendar_id,
        started_reading + 60 * target_minutes as due_reading,
    from {{ ref('int_sla_started') }}
    where clock = 'business' and started_reading is not null
),

openings as (
    select
        calendar_id,
        starts_at,
        working_seconds_before,
        {{ seconds_between('starts_at', 'closes_at') }} as open_seconds,
    from {{ ref('int_working_time') }}
    where closes_at > starts_at
),

in_order as (
    select
        calendar_id,
        due_reading as reading,
        0 as is_opening,
        cast(null as {{ dbt.type_timestamp() }}) as starts_at,
        cast(null as double) as working_seconds_before,
        cast(null as double) as working_seconds_after,
    from wanted
    union all
    select
        calendar_id,
        working_seconds_before as reading,
        1 as is_opening,
        starts_at,
        working_seconds_before,
        working_seconds_before + open_seconds as working_seconds_after,
    from openings
),

placed as (
    select
        calendar_id,
        reading,
        is_opening,
        max(starts_at) over so_far as starts_at,
        max(working_seconds_before) over so_far as working_seconds_before,
        max(working_seconds_after) over so_far as working_seconds_after,
    from in_order
    window
        so_far as (
            partition by calendar_id
            order by reading, is_opening
            rows between unbounded preceding and current row
        )
),

due as (
    select
        calendar_id,
        reading as due_reading,
        {{ plus_seconds('starts_at', 'reading - working_seconds_before') }} as due_at,
    from placed
    where is_opening = 0 and reading <= working_seconds_after
)

select * from due
