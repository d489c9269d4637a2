-- Earlier publications' pipelines as they were published: every one of the as-of day
-- and the last of each day of two months; of older ones the last of each month.
with

snapshots as (
    select * from {{ source('ops', 'pipeline_snapshots') }}
),

run_context as (
    select
        as_of_at,
        as_of_date,
    from {{ source('ops', 'run_context') }}
),

moments as (
    select distinct
        snapshots.as_of_at,
        snapshots.as_of_date,
        run_context.as_of_date as current_date_of_run,
    from snapshots
    cross join run_context
    where snapshots.as_of_at < run_context.as_of_at
),

ranked as (
    select
        *,
        row_number() over (partition by as_of_date order by as_of_at desc)
            as rank_in_day,
        row_number() over (
            partition by {{ dbt.date_trunc('month', 'as_of_date') }}
            order by as_of_at desc
        ) as rank_in_month,
    from moments
),

kept_moments as (
    select as_of_at from ranked
    where
        as_of_date = current_date_of_run
        or (
            rank_in_day = 1
            and {{ days_between('as_of_date', 'current_date_of_run') }} <= 62
        )
        or rank_in_month = 1
),

kept as (
    select snapshots.*
    from snapshots
    inner join kept_moments on snapshots.as_of_at = kept_moments.as_of_at
)

select * from kept
