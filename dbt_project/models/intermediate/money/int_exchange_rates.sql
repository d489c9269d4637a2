-- What one unit of a currency was worth in the report currency, from each rate's day to
-- the next one's. The report currency is always worth itself.
with

rates as (
    select * from {{ ref('stg_exchange_rates') }}
),

report as (
    select report_currency from {{ source('ops', 'report_currency') }}
),

quoted as (
    select
        rates.from_currency,
        rates.rate_date as valid_from,
        coalesce(
            lead(rates.rate_date) over (
                partition by rates.from_currency order by rates.rate_date
            ),
            date '9999-12-31'
        ) as valid_until,
        rates.rate,
    from rates
    inner join report on rates.to_currency = report.report_currency
    where rates.from_currency <> report.report_currency
),

itself as (
    select
        report_currency as from_currency,
        date '0001-01-01' as valid_from,
        date '9999-12-31' as valid_until,
        cast(1 as decimal(18, 8)) as rate,
    from report
),

unioned as (
    select * from quoted
    union all
    select * from itself
)

select * from unioned
