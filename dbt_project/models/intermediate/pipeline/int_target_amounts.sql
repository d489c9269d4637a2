-- What each opportunity is to bring when it is won, in the report currency at the rate
-- of its first day, and that amount weighted by the probability a person gave it.
with

unique_leads as (
    select * from {{ ref('int_unique_leads_formed') }}
),

report as (
    select report_currency from {{ source('ops', 'report_currency') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

stated as (
    select
        unique_leads.unique_lead_id,
        cast(
            round(unique_leads.source_target_amount * rates.rate, 2) as decimal(18, 2)
        ) as target_amount,
        cast(unique_leads.probability_to_win as double) as probability_to_win,
        cast(
            round(
                unique_leads.source_target_amount
                * rates.rate
                * unique_leads.probability_to_win
                / 100,
                2
            ) as decimal(18, 2)
        ) as weighted_amount,
    from unique_leads
    cross join report
    left join rates
        on
            coalesce(unique_leads.target_currency, report.report_currency)
            = rates.from_currency
            and unique_leads.first_lead_date >= rates.valid_from
            and unique_leads.first_lead_date < rates.valid_until
)

select * from stated
