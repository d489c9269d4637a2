with

files as (
    select * from {{ source('ingest', 'files') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        files.source_file,
        files.file_hash,
        files.table_name as source_table,
        files.status,
        files.bytes as file_bytes,
        files.encoding,
        files.delimiter,
        {{ joined('files.extra_columns', '; ') }} as extra_columns,
        files.rows_delivered,
        files.rows_accepted,
        files.rows_rejected,
        files.delivered_at,
        files.loaded_at,
        files.run_id as loaded_run_id,
        run_context.run_id,
        run_context.definition_version,
    from files
    cross join run_context
)

select * from final
