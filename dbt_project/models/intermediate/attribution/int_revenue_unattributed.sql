-- What no campaign earned, by model and ledger entry, in the bucket that says why.
with

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where amount is not null
),

models as (
    select attribution_model from {{ ref('int_attribution_models') }}
),

credited as (
    select distinct
        attribution_model,
        conversion_id,
    from {{ ref('int_touch_credits') }}
),

conversions as (
    select * from {{ ref('int_conversions_matched') }}
),

formed as (
    select
        unique_lead_id,
        campaign_status,
        first_lead_date,
        company_scope,
    from {{ ref('int_unique_leads_formed') }}
),

costs as (
    select * from {{ ref('int_job_costs') }}
),

left_over as (
    select
        models.attribution_model,
        entries.*,
    from entries
    cross join models
    left join credited
        on
            models.attribution_model = credited.attribution_model
            and entries.conversion_id = credited.conversion_id
    where credited.conversion_id is null
),

bucketed as (
    select
        left_over.attribution_model,
        left_over.revenue_basis,
        left_over.entry_id,
        left_over.conversion_id,
        left_over.invoice_id,
        left_over.job_id,
        conversions.unique_lead_id,
        case
            when formed.campaign_status = 'unknown' then '__unknown_campaign__'
            when formed.campaign_status = 'none' then '__no_campaign__'
            else '__unattributed__'
        end as campaign_id,
        coalesce(formed.company_scope, left_over.company_id, '__none__') as company_id,
        coalesce(formed.first_lead_date, left_over.occurred_date) as cohort_date,
        left_over.occurred_date,
        left_over.amount as unattributed_amount,
        cast(
            round(
                cast(left_over.amount as double)
                * (1 - {{ ratio('costs.cost_amount', 'costs.invoiced_amount') }}),
                2
            ) as decimal(18, 2)
        ) as gross_profit_amount,
    from left_over
    left join conversions on left_over.conversion_id = conversions.conversion_id
    left join formed on conversions.unique_lead_id = formed.unique_lead_id
    left join costs
        on
            left_over.job_id = costs.job_id
            and left_over.revenue_basis in ('invoiced', 'collected')
)

select * from bucketed
