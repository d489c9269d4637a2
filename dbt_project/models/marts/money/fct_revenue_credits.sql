with

credits as (
    select * from {{ ref('int_revenue_credits') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        credits.attribution_model,
        credits.revenue_basis,
        credits.entry_id,
        credits.conversion_id,
        credits.invoice_id,
        credits.job_id,
        credits.unique_lead_id,
        credits.lead_id,
        credits.campaign_id,
        credits.company_id,
        credits.cohort_date,
        credits.occurred_date,
        credits.credit,
        credits.credited_amount,
        credits.gross_profit_amount,
        run_context.run_id,
        run_context.definition_version,
    from credits
    cross join run_context
)

select * from final
