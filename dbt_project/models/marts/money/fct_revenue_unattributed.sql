with

unattributed as (
    select * from {{ ref('int_revenue_unattributed') }}
),

reasons as (
    select * from {{ ref('int_unattributed_reasons') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        unattributed.attribution_model,
        unattributed.revenue_basis,
        unattributed.entry_id,
        unattributed.conversion_id,
        unattributed.invoice_id,
        unattributed.job_id,
        unattributed.unique_lead_id,
        unattributed.campaign_id,
        unattributed.company_id,
        unattributed.cohort_date,
        unattributed.occurred_date,
        unattributed.unattributed_amount,
        unattributed.gross_profit_amount,
        reasons.reason,
        run_context.run_id,
        run_context.definition_version,
    from unattributed
    cross join run_context
    inner join reasons
        on
            unattributed.attribution_model = reasons.attribution_model
            and unattributed.conversion_id = reasons.conversion_id
)

select * from final
