-- What marketing and sales cost beside media, in the report currency.
with

costs as (
    select * from {{ source('definition', 'marketing_costs') }}
),

report as (
    select report_currency from {{ source('ops', 'report_currency') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

converted as (
    select
        cast({{ dbt.date_trunc('month', 'costs.cost_month') }} as date) as month,
        costs.label,
        costs.source_line,
        coalesce(costs.company_id, '__none__') as company_id,
        coalesce(costs.campaign_id, '__overhead__') as campaign_id,
        cast(round(costs.amount * rates.rate, 2) as decimal(18, 2)) as amount,
    from costs
    cross join report
    left join rates
        on
            coalesce(upper(costs.currency), report.report_currency)
            = rates.from_currency
            and costs.cost_month >= rates.valid_from
            and costs.cost_month < rates.valid_until
)

select * from converted
