-- What each month's cohort had earned by each age in whole months, up to the last month
-- that is over: the triangle of the chain ladder. Attributed revenue only. A job may
-- follow a contact for the matching window, and is settled within half a year: no
-- cohort is followed longer.
with

credits as (
    select
        attribution_model,
        revenue_basis,
        cast({{ dbt.date_trunc('month', 'cohort_date') }} as date) as cohort_month,
        cast({{ dbt.date_trunc('month', 'occurred_date') }} as date) as earned_month,
        credited_amount,
    from {{ ref('int_revenue_credits') }}
),

rules as (
    select matching_window_days from {{ source('definition', 'settings') }}
),

run_context as (
    select cast({{ dbt.date_trunc('month', 'as_of_date') }} as date) as this_month,
    from {{ source('ops', 'run_context') }}
),

-- What was earned before the contact (a lead typed in late) counts at age 0.
aged as (
    select
        credits.attribution_model,
        credits.revenue_basis,
        credits.cohort_month,
        greatest(
            {{ months_between('credits.cohort_month', 'credits.earned_month') }}, 0
        ) as age_months,
        sum(credits.credited_amount) as amount,
    from credits
    cross join run_context
    where
        credits.earned_month < run_context.this_month
        and credits.cohort_month < run_context.this_month
    group by
        credits.attribution_model,
        credits.revenue_basis,
        credits.cohort_month,
        greatest(
            {{ months_between('credits.cohort_month', 'credits.earned_month') }}, 0
        )
),

slices as (
    select distinct
        attribution_model,
        revenue_basis,
    from aged
),

months as (
    select distinct
        dates.month as cohort_month,
        {{ months_between('dates.month', 'run_context.this_month') }} - 1
            as newest_age,
    from {{ ref('dim_dates') }} as dates
    cross join run_context
    where dates.month < run_context.this_month
),

cells as (
    select
        slices.attribution_model,
        slices.revenue_basis,
        cohorts.cohort_month,
        cohorts.newest_age,
        ages.newest_age as age_months,
    from months as cohorts
    inner join months as ages on cohorts.newest_age >= ages.newest_age
    cross join slices
    cross join rules
    where ages.newest_age * 30 <= rules.matching_window_days + 180
),

cumulated as (
    select
        cells.*,
        sum(coalesce(aged.amount, 0)) over (
            partition by
                cells.attribution_model, cells.revenue_basis, cells.cohort_month
            order by cells.age_months
            rows between unbounded preceding and current row
        ) as amount,
    from cells
    left join aged
        on
            cells.attribution_model = aged.attribution_model
            and cells.revenue_basis = aged.revenue_basis
            and cells.cohort_month = aged.cohort_month
            and cells.age_months = aged.age_months
)

select * from cumulated
