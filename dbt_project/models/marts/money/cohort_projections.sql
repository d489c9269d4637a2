-- What a young cohort may come to: what it earned by the last month that is over, grown
-- as the cohorts before it grew. A projection is not revenue and is drawn apart.
with

credits as (
    select
        attribution_model,
        revenue_basis,
        campaign_id,
        cast({{ dbt.date_trunc('month', 'cohort_date') }} as date) as cohort_month,
        cast({{ dbt.date_trunc('month', 'occurred_date') }} as date) as earned_month,
        credited_amount,
    from {{ ref('int_revenue_credits') }}
),

run_context as (
    select
        run_context.run_id,
        run_context.definition_version,
        report.report_currency,
        cast(
            {{ dbt.date_trunc('month', 'run_context.as_of_date') }} as date
        ) as this_month,
    from {{ source('ops', 'run_context') }} as run_context
    cross join {{ source('ops', 'report_currency') }} as report
),

growth as (
    select * from {{ ref('int_development_factors') }}
),

last_ages as (
    select
        attribution_model,
        revenue_basis,
        max(age_months) as last_age,
    from growth
    group by attribution_model, revenue_basis
),

of_campaigns as (
    select
        credits.attribution_model,
        credits.revenue_basis,
        credits.campaign_id,
        credits.cohort_month,
        sum(credits.credited_amount) as revenue_amount,
        sum(
            case
                when credits.earned_month < run_context.this_month
                    then credits.credited_amount
                else 0
            end
        ) as settled_revenue_amount,
    from credits
    cross join run_context
    group by
        credits.attribution_model,
        credits.revenue_basis,
        credits.campaign_id,
        credits.cohort_month
),

cohorts as (
    select * from of_campaigns
    union all
    select
        attribution_model,
        revenue_basis,
        '__all__' as campaign_id,
        cohort_month,
        sum(revenue_amount) as revenue_amount,
        sum(settled_revenue_amount) as settled_revenue_amount,
    from of_campaigns
    group by attribution_model, revenue_basis, cohort_month
),

spend as (
    select
        campaign_id,
        month,
        sum(spend_amount) as spend_amount,
    from {{ ref('int_spend_allocated') }}
    group by campaign_id, month
    union all
    select
        '__all__' as campaign_id,
        month,
        sum(spend_amount) as spend_amount,
    from {{ ref('int_spend_allocated') }}
    group by month
),

aged as (
    select
        cohorts.*,
        coalesce(spend.spend_amount, 0) as spend_amount,
        {{ months_between('cohorts.cohort_month', 'run_context.this_month') }} - 1
            as age_months,
        run_context.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from cohorts
    cross join run_context
    left join spend
        on
            cohorts.campaign_id = spend.campaign_id
            and cohorts.cohort_month = spend.month
),

grown as (
    select
        aged.*,
        case
            when aged.age_months > last_ages.last_age then 1
            else growth.development_factor
        end as development_factor,
        case
            when aged.age_months > last_ages.last_age then 0 else growth.process_error
        end as process_error,
        case
            when aged.age_months > last_ages.last_age then 0 else growth.parameter_error
        end as parameter_error,
        growth.cohorts as cohorts_used,
    from aged
    left join growth
        on
            aged.attribution_model = growth.attribution_model
            and aged.revenue_basis = growth.revenue_basis
            and aged.age_months = growth.age_months
    left join last_ages
        on
            aged.attribution_model = last_ages.attribution_model
            and aged.revenue_basis = last_ages.revenue_basis
),

-- Two cohorts that went further are the least from which a spread can be told.
projected as (
    select
        *,
        case
            when
                settled_revenue_amount > 0
                and (development_factor = 1 or cohorts_used >= 2)
                then cast(settled_revenue_amount as double) * development_factor
        end as projected_revenue,
    from grown
),

-- The final amount is taken for lognormal, as Mack does where a normal one would reach
-- below zero; 1.645 standard deviations hold 90 %.
bounded as (
    select
        *,
        ln(
            1
            + process_error / nullif(cast(settled_revenue_amount as double), 0)
            + parameter_error
        ) as log_variance,
    from projected
),

final as (
    select
        campaign_id,
        cohort_month,
        attribution_model,
        revenue_basis,
        cast(age_months as bigint) as age_months,
        cast(revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(settled_revenue_amount as decimal(18, 2)) as settled_revenue_amount,
        development_factor,
        {{ ratio('1', 'development_factor') }} as developed_share,
        cast(cohorts_used as bigint) as cohorts_used,
        cast(round(projected_revenue, 2) as decimal(18, 2)) as projected_revenue_amount,
        cast(
            round(
                projected_revenue * exp(-log_variance / 2 - 1.645 * sqrt(log_variance)),
                2
            ) as decimal(18, 2)
        ) as projected_low_amount,
        cast(
            round(
                projected_revenue * exp(-log_variance / 2 + 1.645 * sqrt(log_variance)),
                2
            ) as decimal(18, 2)
        ) as projected_high_amount,
        cast(spend_amount as decimal(18, 2)) as spend_amount,
        {{ ratio('projected_revenue', 'spend_amount') }} as projected_roas,
        report_currency,
        run_id,
        definition_version,
    from bounded
)

select * from final
