-- A lead's way from one company or user to the next, one row for each change.
with

steps as (
    select * from {{ ref('int_lead_steps') }}
    where is_stay
),

followed as (
    select
        lead_id,
        step_id,
        step_at,
        company_id,
        user_id,
        user_role,
        lag(step_at) over (
            partition by lead_id order by step_at, step_rank, step_id
        ) as before_at,
        lag(company_id) over (
            partition by lead_id order by step_at, step_rank, step_id
        ) as from_company_id,
        lag(user_id) over (
            partition by lead_id order by step_at, step_rank, step_id
        ) as from_user_id,
        lag(user_role) over (
            partition by lead_id order by step_at, step_rank, step_id
        ) as from_role,
        lead(step_at) over (
            partition by lead_id order by step_at, step_rank, step_id
        ) is null as is_last,
        row_number() over (
            partition by lead_id order by step_at, step_rank, step_id
        ) as step_number,
    from steps
),

-- A step at which nobody is named goes on with whoever had the lead before.
changed as (
    select
        *,
        step_number > 1
        and company_id is not null
        and from_company_id is not null
        and company_id <> from_company_id as is_company_change,
        step_number > 1
        and user_id is not null
        and from_user_id is not null
        and user_id <> from_user_id as is_user_change,
    from followed
),

arrived as (
    select
        *,
        max(case
            when step_number = 1 or is_company_change or is_user_change
                then step_at
        end) over (
            partition by lead_id
            order by step_number
            rows between unbounded preceding and 1 preceding
        ) as held_since,
    from changed
),

hops as (
    select
        lead_id,
        step_id as hop_id,
        step_at as hop_at,
        from_company_id,
        company_id as to_company_id,
        from_user_id,
        user_id as to_user_id,
        from_role,
        user_role as to_role,
        is_company_change,
        is_user_change,
        {{ minutes_between('held_since', 'step_at') }} as held_minutes,
    from arrived
    where is_company_change or is_user_change
)

select * from hops
