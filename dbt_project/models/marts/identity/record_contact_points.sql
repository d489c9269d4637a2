with

contact_points as (
    select * from {{ ref('int_contact_points') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        contact_points.record_id,
        contact_points.kind,
        contact_points.value,
        contact_points.form,
        contact_points.records_sharing,
        contact_points.ignored_because,
        run_context.run_id,
        run_context.definition_version,
    from contact_points
    cross join run_context
)

select * from final
