with

spend as (
    select
        *,
        {{ spend_record() }} as record_id,
    from {{ ref('int_spend') }}
),

records as (
    select * from {{ ref('int_source_records') }}
    where source_table = 'ad_spend'
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
        spend.record_id,
        spend.spend_date,
        spend.campaign_id,
        coalesce(spend.company_id, '__none__') as company_id,
        spend.impressions,
        spend.clicks,
        spend.source_amount,
        spend.currency as source_currency,
        cast(spend.rate as decimal(18, 8)) as exchange_rate,
        case
            when spend.currency <> run_context.report_currency then spend.rate_date
        end as rate_date,
        spend.amount,
        run_context.report_currency,
        records.row_hash,
        records.delivered_at,
        records.source_file,
        records.source_line,
        run_context.run_id,
        run_context.definition_version,
    from spend
    inner join records on spend.record_id = records.record_id
    cross join run_context
)

select * from final
