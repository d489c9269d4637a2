-- The first time that the opportunity of a lead was decided, won and completed, by the
-- visit that shows it. What is completed was won. A lead that was typed in after its
-- order was won when it came in.
with

leads as (
    select
        contacts.lead_id,
        contacts.created_at,
        contacts.routed_company_id,
        members.unique_lead_id,
    from {{ ref('int_contacts') }} as contacts
    inner join {{ ref('int_unique_lead_members') }} as members
        on contacts.lead_id = members.lead_id
),

visits as (
    select * from {{ ref('int_stage_intervals') }}
),

firsts as (
    select
        unique_lead_id,
        min(
            case
                when life_cycle_state in ('won', 'lost', 'cancelled', 'completed')
                    then visit_number
            end
        ) as decided_visit,
        min(
            case when life_cycle_state in ('won', 'completed') then visit_number end
        ) as won_visit,
        min(
            case when life_cycle_state = 'completed' then visit_number end
        ) as completed_visit,
    from visits
    group by unique_lead_id
),

reached as (
    select
        unique_lead_id,
        'lead_decided' as milestone,
        decided_visit as visit_number,
    from firsts
    union all
    select
        unique_lead_id,
        'lead_won' as milestone,
        won_visit as visit_number,
    from firsts
    union all
    select
        unique_lead_id,
        'lead_completed' as milestone,
        completed_visit as visit_number,
    from firsts
),

by_lead as (
    select
        leads.lead_id,
        reached.milestone,
        greatest(visits.entered_at, leads.created_at) as happened_at,
        coalesce(visits.company_id, leads.routed_company_id) as company_id,
        visits.actor_user_id as user_id,
        visits.evidence,
    from reached
    inner join visits
        on
            reached.unique_lead_id = visits.unique_lead_id
            and reached.visit_number = visits.visit_number
    inner join leads on reached.unique_lead_id = leads.unique_lead_id
)

select * from by_lead
