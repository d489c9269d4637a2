-- What a lead of no known type begins with: what most lead types begin with.
with

statuses as (
    select * from {{ source('definition', 'statuses') }}
    where life_cycle_state = 'pending' and is_default
),

lead_types as (
    select
        lead_type,
        initial_status,
    from {{ source('definition', 'lead_types') }}
),

ranked as (
    select
        statuses.status,
        row_number() over (
            order by count(lead_types.lead_type) desc, statuses.status
        ) as preference,
    from statuses
    left join lead_types on statuses.status = lead_types.initial_status
    group by statuses.status
),

usual as (
    select status from ranked
    where preference = 1
)

select * from usual
