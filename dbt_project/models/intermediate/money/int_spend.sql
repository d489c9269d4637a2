-- Media cost by day, campaign and company in the report currency.
with

spend as (
    select * from {{ ref('stg_ad_spend') }}
),

companies as (
    select
        company_id,
        currency,
    from {{ ref('stg_companies') }}
),

campaigns as (
    select
        campaign_id,
        currency,
    from {{ ref('stg_campaigns') }}
),

report as (
    select report_currency from {{ source('ops', 'report_currency') }}
),

placed as (
    select
        spend.spend_date,
        spend.campaign_id,
        spend.company_id,
        spend.cost_amount as source_amount,
        coalesce(
            spend.currency,
            campaigns.currency,
            companies.currency,
            report.report_currency
        ) as currency,
        spend.impressions,
        spend.clicks,
        spend.source_file,
        spend.source_line,
    from spend
    cross join report
    left join campaigns on spend.campaign_id = campaigns.campaign_id
    left join companies on spend.company_id = companies.company_id
),

converted as (
    select
        placed.*,
        rates.rate,
        rates.valid_from as rate_date,
        cast(round(placed.source_amount * rates.rate, 2) as decimal(18, 2)) as amount,
    from placed
    left join {{ ref('int_exchange_rates') }} as rates
        on
            placed.currency = rates.from_currency
            and placed.spend_date >= rates.valid_from
            and placed.spend_date < rates.valid_until
)

select * from converted
