with

events as (
    select * from {{ ref('int_status_events_judged') }}
    where note is not null and not is_duplicate
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        events.event_id,
        events.unique_lead_id,
        events.lead_id,
        events.occurred_at as noted_at,
        events.acting_company_id as company_id,
        events.user_id,
        events.actor_role,
        events.status,
        events.note,
        run_context.run_id,
        run_context.definition_version,
    from events
    cross join run_context
)

select * from final
