-- What each delivered status event says by the definition, and in which order the
-- events of a lead count: by time, then by the order of states in a life, then by id.
with

events as (
    select * from {{ ref('stg_lead_status_events') }}
),

contacts as (
    select
        lead_id,
        created_at,
        lead_type,
        routed_company_id,
    from {{ ref('int_contacts') }}
),

statuses as (
    select * from {{ source('definition', 'statuses') }}
),

states as (
    select * from {{ ref('life_cycle_states') }}
),

stages as (
    select * from {{ ref('stages') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

spellings as (
    select
        status as spelling,
        {{ comparable('status') }} as comparable_status,
    from events
    group by status
),

meanings as (
    select
        spellings.spelling,
        statuses.status,
        statuses.life_cycle_state,
        coalesce(statuses.stage, statuses.life_cycle_state) as stage,
        statuses.grain,
        states.state_order,
        coalesce(stages.stage_order, 0) as stage_order,
        states.is_open,
    from spellings
    inner join statuses
        on spellings.comparable_status = {{ comparable('statuses.status') }}
    inner join states on statuses.life_cycle_state = states.life_cycle_state
    left join stages
        on coalesce(statuses.stage, statuses.life_cycle_state) = stages.stage
),

read_by_definition as (
    select
        events.event_id,
        events.lead_id,
        events.occurred_at,
        events.first_delivered_at as delivered_at,
        coalesce(meanings.status, events.status) as status,
        meanings.life_cycle_state,
        meanings.stage,
        meanings.grain,
        coalesce(meanings.state_order, 0) as state_order,
        coalesce(meanings.stage_order, 0) as stage_order,
        meanings.is_open,
        events.company_id,
        coalesce(events.company_id, contacts.routed_company_id) as acting_company_id,
        events.user_id,
        events.actor_role,
        events.evidence,
        events.lost_reason,
        events.competitor,
        events.follow_up_at,
        events.note,
        contacts.lead_type,
        contacts.created_at as lead_created_at,
        meanings.status is null as is_unknown_status,
        events.occurred_at > run_context.as_of_at as is_future,
        events.source_file,
        events.source_line,
    from events
    cross join run_context
    left join meanings on events.status = meanings.spelling
    left join contacts on events.lead_id = contacts.lead_id
),

numbered as (
    select
        *,
        row_number() over (
            partition by lead_id
            order by occurred_at, state_order, stage_order, event_id
        ) as lead_event_number,
        row_number() over (
            partition by lead_id, status, occurred_at, acting_company_id
            order by event_id
        ) > 1 as is_duplicate,
    from read_by_definition
)

select * from numbered
