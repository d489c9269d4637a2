with

allocated as (
    select * from {{ ref('int_spend_allocated') }}
    where allocated_spend_amount <> 0
),

rules as (
    select spend_allocation from {{ source('definition', 'settings') }}
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
        'shared:' || concat_ws(
            '|',
            cast(allocated.month as {{ dbt.type_string() }}),
            allocated.campaign_id,
            allocated.company_id
        ) as record_id,
        allocated.month,
        allocated.campaign_id,
        allocated.company_id,
        rules.spend_allocation,
        allocated.allocated_spend_amount as amount,
        run_context.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from allocated
    cross join rules
    cross join run_context
)

select * from final
