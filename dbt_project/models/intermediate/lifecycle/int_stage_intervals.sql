-- Each stay of an opportunity in a stage, from its beginning on. Who brought it there
-- is the first who reported it; where nobody did, the stay is inferred.
with

steps as (
    select * from {{ ref('int_opportunity_steps') }}
),

beginnings as (
    select * from {{ ref('int_opportunities_begun') }}
),

states as (
    select * from {{ ref('life_cycle_states') }}
),

steps_from_beginning as (
    select
        unique_lead_id,
        0 as step_number,
        began_at as occurred_at,
        life_cycle_state,
        stage,
    from beginnings
    union all
    select
        unique_lead_id,
        step_number,
        occurred_at,
        life_cycle_state,
        stage,
    from steps
),

followed as (
    select
        *,
        lag(stage || ':' || life_cycle_state) over (
            partition by unique_lead_id order by step_number
        ) as previous_place,
    from steps_from_beginning
),

visited as (
    select
        *,
        sum(
            case
                when stage || ':' || life_cycle_state = previous_place then 0 else 1
            end
        ) over (
            partition by unique_lead_id order by step_number
            rows between unbounded preceding and current row
        ) as visit_number,
    from followed
),

visits as (
    select
        visited.unique_lead_id,
        visited.visit_number,
        min(visited.stage) as stage,
        min(visited.life_cycle_state) as life_cycle_state,
        min(visited.occurred_at) as entered_at,
        coalesce(
            min(case when not steps.is_inferred then steps.step_number end),
            min(visited.step_number)
        ) as telling_number,
    from visited
    left join steps
        on
            visited.unique_lead_id = steps.unique_lead_id
            and visited.step_number = steps.step_number
    group by
        visited.unique_lead_id,
        visited.visit_number
),

placed as (
    select
        visits.*,
        states.is_open as is_open_state,
        lag(states.is_open) over (
            partition by visits.unique_lead_id order by visits.visit_number
        ) as was_open_state,
        lead(visits.entered_at) over (
            partition by visits.unique_lead_id order by visits.visit_number
        ) as exited_at,
        lead(visits.stage) over (
            partition by visits.unique_lead_id order by visits.visit_number
        ) as next_stage,
    from visits
    inner join states on visits.life_cycle_state = states.life_cycle_state
),

intervals as (
    select
        placed.unique_lead_id || ':' || placed.visit_number as interval_id,
        placed.unique_lead_id,
        placed.visit_number,
        placed.stage,
        placed.life_cycle_state,
        placed.is_open_state,
        1 + sum(
            case
                when placed.is_open_state and not placed.was_open_state then 1
                else 0
            end
        ) over (
            partition by placed.unique_lead_id order by placed.visit_number
            rows between unbounded preceding and current row
        ) as spell_number,
        placed.entered_at,
        placed.exited_at,
        placed.next_stage,
        placed.exited_at is null as is_open,
        coalesce(steps.is_valid_transition, true) as is_valid_transition,
        steps.user_id as actor_user_id,
        steps.actor_role,
        coalesce(steps.evidence, 'lead') as evidence,
        coalesce(steps.is_inferred, false) as is_inferred,
        coalesce(steps.company_id, beginnings.company_id) as company_id,
        coalesce(steps.event_id, beginnings.first_lead_id) as event_id,
    from placed
    inner join beginnings on placed.unique_lead_id = beginnings.unique_lead_id
    left join steps
        on
            placed.unique_lead_id = steps.unique_lead_id
            and placed.telling_number = steps.step_number
)

select * from intervals
