-- What every run changed about who is who; run_id is the run that changed it.
with

changes as (
    select * from {{ source('identity', 'person_changes') }}
),

run_context as (
    select definition_version from {{ source('ops', 'run_context') }}
),

final as (
    select
        changes.changed_at,
        changes.change,
        changes.person_id,
        changes.other_person_id,
        changes.records_count,
        changes.record_id,
        changes.cause,
        changes.run_id,
        run_context.definition_version,
    from changes
    cross join run_context
)

select * from final
