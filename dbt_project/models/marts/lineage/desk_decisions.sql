-- What people decided at the desk, as this run folded it in. An undoing is about what
-- the event undone was about.
with

decisions as (
    select * from {{ source('desk', 'decisions') }}
),

standing as (
    select event_id from {{ ref('stg_decisions') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        decisions.event_id,
        decisions.kind,
        decisions.subject_id,
        coalesce(undone.object_id, decisions.object_id) as object_id,
        undone.event_id as undone_event_id,
        decisions.decided_at,
        decisions.decided_by,
        decisions.reason,
        decisions.payload,
        standing.event_id is not null as is_standing,
        run_context.run_id,
        run_context.definition_version,
    from decisions
    cross join run_context
    left join standing on decisions.event_id = standing.event_id
    left join decisions as undone
        on decisions.kind = 'undo' and decisions.object_id = undone.event_id
)

select * from final
