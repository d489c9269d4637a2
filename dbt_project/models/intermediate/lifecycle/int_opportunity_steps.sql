-- Everything that moves an opportunity, in the order in which it counts: its offers,
-- what was reported, and what jobs and invoices prove. Nothing of the future.
with

offer_steps as (
    select * from {{ ref('int_offer_steps_summed') }}
),

reported as (
    select * from {{ ref('int_status_events_judged') }}
    where grain = 'opportunity' and not is_duplicate
),

inferred as (
    select * from {{ ref('int_outcomes_inferred') }}
),

meanings as (
    select * from {{ ref('int_stage_meanings') }}
),

states as (
    select * from {{ ref('life_cycle_states') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

unioned as (
    select
        offer_steps.unique_lead_id,
        offer_steps.lead_id,
        offer_steps.occurred_at,
        'offer' as step_kind,
        1 as evidence_rank,
        meanings.life_cycle_state,
        offer_steps.stage,
        offer_steps.opens_again,
        offer_steps.is_valid_transition,
        offer_steps.is_inferred,
        offer_steps.company_id,
        offer_steps.user_id,
        offer_steps.actor_role,
        offer_steps.evidence,
        offer_steps.event_id,
        offer_steps.offer_step_number,
        cast(null as {{ dbt.type_string() }}) as lost_reason,
        cast(null as {{ dbt.type_string() }}) as competitor,
        offer_steps.delivered_at,
    from offer_steps
    inner join meanings on offer_steps.stage = meanings.stage
    union all
    select
        unique_lead_id,
        lead_id,
        occurred_at,
        'reported' as step_kind,
        1 as evidence_rank,
        life_cycle_state,
        stage,
        false as opens_again,
        is_valid_transition,
        false as is_inferred,
        acting_company_id as company_id,
        user_id,
        actor_role,
        evidence,
        event_id,
        0 as offer_step_number,
        lost_reason,
        competitor,
        delivered_at,
    from reported
    union all
    select
        unique_lead_id,
        lead_id,
        occurred_at,
        'inferred' as step_kind,
        evidence_rank,
        life_cycle_state,
        stage,
        false as opens_again,
        true as is_valid_transition,
        true as is_inferred,
        company_id,
        cast(null as {{ dbt.type_string() }}) as user_id,
        cast(null as {{ dbt.type_string() }}) as actor_role,
        evidence,
        event_id,
        0 as offer_step_number,
        cast(null as {{ dbt.type_string() }}) as lost_reason,
        cast(null as {{ dbt.type_string() }}) as competitor,
        delivered_at,
    from inferred
),

happened as (
    select unioned.*
    from unioned
    cross join run_context
    where unioned.occurred_at <= run_context.as_of_at
),

numbered as (
    select
        happened.*,
        states.is_open,
        row_number() over (
            partition by happened.unique_lead_id
            order by
                happened.occurred_at,
                happened.evidence_rank,
                states.state_order,
                coalesce(meanings.stage_order, 0),
                happened.offer_step_number,
                happened.event_id
        ) as step_number,
    from happened
    inner join states on happened.life_cycle_state = states.life_cycle_state
    left join meanings on happened.stage = meanings.stage
),

-- Once something was said of the opportunity itself, its offers move it no more, until
-- one opens it again.
ruled as (
    select
        *,
        max(case when step_kind <> 'offer' then step_number end) over (
            partition by unique_lead_id order by step_number
            rows between unbounded preceding and current row
        ) as said_number,
        max(case when opens_again then step_number end) over (
            partition by unique_lead_id order by step_number
            rows between unbounded preceding and current row
        ) as opened_number,
    from numbered
),

effective as (
    select * from ruled
    where
        step_kind <> 'offer'
        or said_number is null
        or opened_number > said_number
)

select * from effective
