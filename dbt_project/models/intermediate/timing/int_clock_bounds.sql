-- The days for which the business clock is needed: from before the first lead to where
-- the latest target falls due even if a day has but one working hour.
with

contacts as (
    select min(created_at) as first_created_at from {{ ref('int_contacts') }}
),

targets as (
    select max(target_minutes) as longest_minutes
    from {{ source('definition', 'sla_targets') }}
    where clock = 'business'
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

bounds as (
    select
        cast({{ plus_days(
            'least(
                coalesce(contacts.first_created_at, run_context.as_of_at),
                run_context.as_of_at
            )',
            '-3'
        ) }} as date) as first_date,
        cast({{ plus_days(
            'run_context.as_of_at',
            '30 + ceil(coalesce(targets.longest_minutes, 0) / 60.0)'
        ) }} as date) as last_date,
    from run_context
    cross join contacts
    cross join targets
)

select * from bounds
