with

bounds as (
    select
        least(
            min(contacts.created_date), min(run_context.as_of_date)
        ) as first_date,
        max(run_context.as_of_date) as last_date,
    from {{ source('ops', 'run_context') }} as run_context
    left join {{ ref('int_contacts') }} as contacts on true
),

days as (
    select
        cast(unnest(generate_series(
            cast(date_trunc('year', first_date) as date),
            cast(date_trunc('year', last_date) as date)
            + interval 1 year
            - interval 1 day,
            interval 1 day
        )) as date) as date_day
    from bounds
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        days.date_day,
        cast(date_trunc('month', days.date_day) as date) as month,
        cast(date_trunc('quarter', days.date_day) as date) as quarter,
        cast(extract(year from days.date_day) as integer) as year,
        cast(extract(isodow from days.date_day) as integer) as iso_weekday,
        extract(isodow from days.date_day) >= 6 as is_weekend,
        run_context.run_id,
        run_context.definition_version,
    from days
    cross join run_context
)

select * from final
