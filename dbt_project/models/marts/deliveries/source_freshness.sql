-- A table of the contract of which nothing was ever delivered has a row, too.
with

source_tables as (
    {% for name in source_contract() %}
        select '{{ name }}' as source_table
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

files as (
    select
        table_name,
        count(*) as files,
        sum(rows_delivered) as rows_delivered,
        sum(rows_accepted) as rows_accepted,
        sum(rows_rejected) as rows_rejected,
        max(delivered_at) as newest_delivered_at,
    from {{ source('ingest', 'files') }}
    group by table_name
),

held as (
    select
        source_table,
        sum(held_rows) as held_rows,
    from {{ ref('quarantine_reasons') }}
    group by source_table
),

run_context as (
    select
        run_id,
        definition_version,
        as_of_at,
    from {{ source('ops', 'run_context') }}
),

-- A slip can date a record years ahead: that does not make its table fresh.
records as (
    select
        source_records.source_table,
        count(*) as records,
        sum(
            case
                when source_records.occurred_at > run_context.as_of_at then 1 else 0
            end
        ) as future_records,
        max(
            case
                when source_records.occurred_at <= run_context.as_of_at
                    then source_records.occurred_at
            end
        ) as newest_record_at,
    from {{ ref('int_source_records') }} as source_records
    cross join run_context
    group by source_records.source_table
),

final as (
    select
        source_tables.source_table,
        cast(coalesce(files.files, 0) as bigint) as files,
        cast(coalesce(files.rows_delivered, 0) as bigint) as rows_delivered,
        cast(coalesce(files.rows_accepted, 0) as bigint) as rows_accepted,
        cast(coalesce(files.rows_rejected, 0) as bigint) as rows_rejected,
        cast(coalesce(held.held_rows, 0) as bigint) as held_rows,
        cast(records.records as bigint) as records,
        cast(records.future_records as bigint) as future_records,
        files.newest_delivered_at,
        {{ days_between('files.newest_delivered_at', 'run_context.as_of_at') }}
            as days_since_delivery,
        records.newest_record_at,
        {{ days_between('records.newest_record_at', 'run_context.as_of_at') }}
            as days_since_record,
        run_context.as_of_at,
        run_context.run_id,
        run_context.definition_version,
    from source_tables
    left join files on source_tables.source_table = files.table_name
    left join held on source_tables.source_table = held.source_table
    left join records on source_tables.source_table = records.source_table
    cross join run_context
)

select * from final
