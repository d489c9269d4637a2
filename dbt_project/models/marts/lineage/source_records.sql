with

records as (
    select * from {{ ref('int_source_records') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        records.record_id,
        records.source_table,
        records.lead_id,
        records.occurred_at,
        records.row_hash,
        records.delivered_at,
        records.source_file,
        records.source_line,
        run_context.run_id,
        run_context.definition_version,
    from records
    cross join run_context
)

select * from final
