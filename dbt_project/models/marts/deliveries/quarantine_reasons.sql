with

held as (
    {% for name in source_contract() %}
        select
            '{{ name }}' as source_table,
            source_file,
            source_line,
            reason_code,
            reason,
            column_name,
            raw_text,
            is_rejected,
            delivered_at,
        from {{ source('quarantine', name) }}
        where status = 'open'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

reasons as (
    select
        source_table,
        reason_code,
        coalesce(column_name, '') as column_name,
        source_file,
        count(*) as held_rows,
        sum(case when is_rejected then 1 else 0 end) as rejected_rows,
        min(source_line) as first_line,
        max(source_line) as last_line,
        max(delivered_at) as delivered_at,
        min_by(reason, source_line) as sample_reason,
        -- A line may be a whole file that nobody could split.
        min_by(left(raw_text, 2000), source_line) as sample_text,
    from held
    group by source_table, reason_code, coalesce(column_name, ''), source_file
),

final as (
    select
        reasons.source_table,
        reasons.reason_code,
        reasons.column_name,
        reasons.source_file,
        cast(reasons.held_rows as bigint) as held_rows,
        cast(reasons.rejected_rows as bigint) as rejected_rows,
        reasons.first_line,
        reasons.last_line,
        reasons.delivered_at,
        reasons.sample_reason,
        reasons.sample_text,
        run_context.run_id,
        run_context.definition_version,
    from reasons
    cross join run_context
)

select * from final
