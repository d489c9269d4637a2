with

entries as (
    select * from {{ ref('int_ledger_entries') }}
),

records as (
    select * from {{ ref('int_source_records') }}
),

invoices as (
    select
        invoice_id,
        kind,
    from {{ ref('stg_invoices') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        entries.entry_id,
        entries.revenue_basis,
        case
            when entries.revenue_basis <> 'invoiced' then records.source_table
            when invoices.kind = 'credit_note' then 'credit_notes'
            else 'invoices'
        end as entry_kind,
        entries.conversion_id,
        entries.invoice_id,
        entries.job_id,
        entries.customer_id,
        entries.company_id,
        entries.occurred_at,
        entries.occurred_date,
        cast(entries.source_amount as decimal(18, 4)) as source_amount,
        cast(entries.source_tax_amount as decimal(18, 4)) as source_tax_amount,
        entries.currency as source_currency,
        cast(entries.rate as decimal(18, 8)) as exchange_rate,
        case
            when entries.currency <> entries.report_currency then entries.rate_date
        end as rate_date,
        entries.amount,
        entries.constant_rate_amount,
        entries.report_currency,
        records.row_hash,
        records.delivered_at,
        records.source_file,
        records.source_line,
        run_context.run_id,
        run_context.definition_version,
    from entries
    inner join records on entries.entry_id = records.record_id
    cross join run_context
    left join invoices on entries.invoice_id = invoices.invoice_id
)

select * from final
