-- Every record that says that a lead reached a milestone. What was done before the lead
-- was typed in counts as done when it came in. The future has not happened yet.
with

leads as (
    select
        lead_id,
        created_at,
        routed_company_id,
    from {{ ref('int_contacts') }}
),

activities as (
    select * from {{ ref('int_lead_activities') }}
),

offers as (
    select * from {{ ref('int_offer_moments') }}
),

events as (
    select * from {{ ref('int_status_events_read') }}
    where stage in ('acknowledged', 'accepted') and not is_unknown_status
),

estimates as (
    select * from {{ ref('int_lead_estimates') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

unioned as (
    -- Whom one spoke with, one has tried to reach.
    select
        lead_id,
        'contact_attempted' as milestone,
        happened_at,
        company_id,
        user_id,
        evidence,
        evidence_id,
    from activities
    union all
    select
        lead_id,
        'contact_made' as milestone,
        happened_at,
        company_id,
        user_id,
        evidence,
        evidence_id,
    from activities
    where is_two_way
    union all
    select
        lead_id,
        milestone,
        happened_at,
        company_id,
        user_id,
        'offer' as evidence,
        offer_id as evidence_id,
    from offers
    union all
    -- Who accepts has seen what is offered.
    select
        lead_id,
        'offer_acknowledged' as milestone,
        occurred_at as happened_at,
        acting_company_id as company_id,
        user_id,
        'status_event' as evidence,
        event_id as evidence_id,
    from events
    union all
    select
        lead_id,
        'offer_accepted' as milestone,
        occurred_at as happened_at,
        acting_company_id as company_id,
        user_id,
        'status_event' as evidence,
        event_id as evidence_id,
    from events
    where stage = 'accepted'
    union all
    select
        lead_id,
        'estimate_created' as milestone,
        created_at as happened_at,
        company_id,
        cast(null as {{ dbt.type_string() }}) as user_id,
        'estimate' as evidence,
        estimate_id as evidence_id,
    from estimates
),

happened as (
    select
        unioned.lead_id,
        unioned.milestone,
        greatest(unioned.happened_at, leads.created_at) as happened_at,
        coalesce(unioned.company_id, leads.routed_company_id) as company_id,
        unioned.user_id,
        unioned.evidence,
        unioned.evidence_id,
    from unioned
    inner join leads on unioned.lead_id = leads.lead_id
    cross join run_context
    where unioned.happened_at <= run_context.as_of_at
)

select * from happened
