with

assigned as (
    select * from {{ ref('int_status_events_judged') }}
),

unassigned as (
    select * from {{ ref('int_status_events_unassigned') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

columns_in_common as (
    select
        event_id,
        lead_id,
        unique_lead_id,
        event_number,
        occurred_at,
        status,
        life_cycle_state,
        stage,
        grain,
        previous_status,
        acting_company_id,
        user_id,
        actor_role,
        evidence,
        lost_reason,
        competitor,
        follow_up_at,
        note,
        is_duplicate,
        is_future,
        is_unknown_status,
        is_valid_transition,
        opens_again,
        delivered_at,
        source_file,
        source_line,
    from assigned
    union all
    select
        event_id,
        lead_id,
        null as unique_lead_id,
        lead_event_number as event_number,
        occurred_at,
        status,
        life_cycle_state,
        stage,
        grain,
        previous_status,
        acting_company_id,
        user_id,
        actor_role,
        evidence,
        lost_reason,
        competitor,
        follow_up_at,
        note,
        is_duplicate,
        is_future,
        is_unknown_status,
        is_valid_transition,
        false as opens_again,
        delivered_at,
        source_file,
        source_line,
    from unassigned
),

final as (
    select
        columns_in_common.event_id,
        columns_in_common.lead_id,
        columns_in_common.unique_lead_id,
        cast(columns_in_common.event_number as bigint) as event_number,
        columns_in_common.occurred_at,
        columns_in_common.status,
        columns_in_common.life_cycle_state,
        columns_in_common.stage,
        columns_in_common.grain,
        columns_in_common.previous_status,
        columns_in_common.acting_company_id as company_id,
        columns_in_common.user_id,
        columns_in_common.actor_role,
        columns_in_common.evidence,
        columns_in_common.lost_reason,
        columns_in_common.competitor,
        columns_in_common.follow_up_at,
        columns_in_common.note,
        columns_in_common.is_duplicate,
        columns_in_common.is_future,
        columns_in_common.is_unknown_status,
        columns_in_common.is_valid_transition,
        columns_in_common.opens_again,
        columns_in_common.delivered_at,
        columns_in_common.source_file,
        columns_in_common.source_line,
        run_context.run_id,
        run_context.definition_version,
    from columns_in_common
    cross join run_context
)

select * from final
