-- How cohorts grow from each age on: the chain ladder with the error that Mack gave it
-- (T. Mack, "Distribution-free calculation of the standard error of chain ladder
-- reserve estimates", ASTIN Bulletin 23, 1993). process_error is to be divided by what
-- a cohort has earned; with parameter_error it is the squared relative error of its
-- final amount.
with

cells as (
    select * from {{ ref('int_cohort_cells') }}
),

steps as (
    select
        before.attribution_model,
        before.revenue_basis,
        before.cohort_month,
        before.age_months,
        cast(before.amount as double) as amount_before,
        cast(after.amount as double) as amount_after,
    from cells as before
    inner join cells as after
        on
            before.attribution_model = after.attribution_model
            and before.revenue_basis = after.revenue_basis
            and before.cohort_month = after.cohort_month
            and before.age_months + 1 = after.age_months
),

summed as (
    select
        attribution_model,
        revenue_basis,
        age_months,
        sum(amount_before) as amount_before,
        {{ ratio('sum(amount_after)', 'sum(amount_before)') }} as factor,
    from steps
    where amount_before > 0
    group by attribution_model, revenue_basis, age_months
),

spread as (
    select
        steps.attribution_model,
        steps.revenue_basis,
        steps.age_months,
        count(*) as cohorts,
        {{ ratio(
            'sum(steps.amount_before * power(steps.amount_after / steps.amount_before - summed.factor, 2))',
            'count(*) - 1'
        ) }} as variance,
    from steps
    inner join summed
        on
            steps.attribution_model = summed.attribution_model
            and steps.revenue_basis = summed.revenue_basis
            and steps.age_months = summed.age_months
    where steps.amount_before > 0
    group by steps.attribution_model, steps.revenue_basis, steps.age_months
),

-- Of the last age there is one cohort and no variance: Mack continues the two before.
varied as (
    select
        *,
        coalesce(
            variance,
            least(
                {{ ratio(
                    'power(lag(variance, 1) over ages, 2)', 'lag(variance, 2) over ages'
                ) }},
                lag(variance, 1) over ages,
                lag(variance, 2) over ages
            )
        ) as known_variance,
    from spread
    window ages as (
        partition by attribution_model, revenue_basis order by age_months
    )
),

grown as (
    select
        summed.attribution_model,
        summed.revenue_basis,
        summed.age_months,
        varied.cohorts,
        summed.factor,
        summed.amount_before,
        varied.known_variance as variance,
        coalesce(
            sum(ln(summed.factor)) over (
                partition by summed.attribution_model, summed.revenue_basis
                order by summed.age_months
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as log_growth_until,
        sum(ln(summed.factor)) over (
            partition by summed.attribution_model, summed.revenue_basis
            order by summed.age_months
            rows between current row and unbounded following
        ) as log_growth_from,
    from summed
    inner join varied
        on
            summed.attribution_model = varied.attribution_model
            and summed.revenue_basis = varied.revenue_basis
            and summed.age_months = varied.age_months
    where summed.factor > 0
),

erred as (
    select
        attribution_model,
        revenue_basis,
        age_months,
        cohorts,
        factor,
        exp(log_growth_from) as development_factor,
        exp(log_growth_until) * sum(
            variance / power(factor, 2) / exp(log_growth_until)
        ) over from_here as process_error,
        sum(variance / power(factor, 2) / amount_before) over from_here
            as parameter_error,
    from grown
    window from_here as (
        partition by attribution_model, revenue_basis
        order by age_months
        rows between current row and unbounded following
    )
)

select * from erred
