with

measured as (
    select * from {{ ref('int_sla_measured') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        measured.lead_id,
        measured.unique_lead_id,
        measured.from_event,
        measured.to_event,
        measured.target_lead_type,
        measured.clock,
        cast(measured.target_minutes as bigint) as target_minutes,
        measured.created_date,
        measured.started_at,
        measured.due_at,
        measured.met_at,
        measured.outcome,
        measured.outcome in ('missed', 'past_due_open') as is_breach,
        {{ minutes_if('measured.started_at', 'measured.elapsed_seconds') }}
            as elapsed_minutes,
        case
            when measured.from_event = 'lead_offered'
                then measured.starting_company_id
            else measured.routed_company_id
        end as owner_company_id,
        coalesce(
            measured.starting_user_id,
            measured.assigned_user_id,
            measured.meeting_user_id
        ) as owner_user_id,
        run_context.run_id,
        run_context.definition_version,
    from measured
    cross join run_context
)

select * from final
