with

costs as (
    select * from {{ ref('int_marketing_costs') }}
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
        'overhead:' || costs.source_line as record_id,
        costs.month,
        costs.label,
        costs.campaign_id,
        costs.company_id,
        costs.amount,
        run_context.report_currency,
        'definition/marketing_costs.csv' as source_file,
        cast(costs.source_line as bigint) as source_line,
        run_context.run_id,
        run_context.definition_version,
    from costs
    cross join run_context
)

select * from final
