with

estimates as (
    select * from {{ ref('stg_estimates') }}
),

-- Only accepted ones are in the ledger, and so have an amount in the report currency.
entries as (
    select
        entry_id,
        conversion_id,
        amount,
    from {{ ref('int_ledger_entries') }}
    where revenue_basis = 'estimated'
),

run_context as (
    select
        run_context.run_id,
        run_context.definition_version,
        report.report_currency,
    from {{ source('ops', 'run_context') }} as run_context
    cross join {{ source('ops', 'report_currency') }} as report
),

final as (
    select
        estimates.estimate_id,
        estimates.customer_id,
        estimates.company_id,
        estimates.lead_id,
        estimates.created_at,
        estimates.status,
        estimates.decided_at,
        estimates.amount as source_amount,
        estimates.currency as source_currency,
        entries.amount as estimated_amount,
        run_context.report_currency,
        entries.conversion_id,
        estimates.campaign as source_campaign,
        estimates.source_file,
        estimates.source_line,
        run_context.run_id,
        run_context.definition_version,
    from estimates
    cross join run_context
    left join entries on 'estimate:' || estimates.estimate_id = entries.entry_id
)

select * from final
