-- Each valid lead with the type that its opportunity has where it says none itself: a
-- call about an emergency is one.
with

contacts as (
    select * from {{ ref('int_contacts') }}
    where is_valid
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

unique_leads as (
    select
        unique_lead_id,
        lead_type,
        life_cycle_state,
        decided_at,
    from {{ ref('int_unique_leads_enriched') }}
),

lead_types as (
    select
        lead_type,
        priority_level,
        importance_level,
    from {{ source('definition', 'lead_types') }}
),

held as (
    select
        contacts.lead_id,
        members.unique_lead_id,
        contacts.origin,
        contacts.created_at,
        contacts.created_date,
        contacts.routed_company_id,
        contacts.assigned_user_id,
        coalesce(contacts.lead_type, unique_leads.lead_type) as lead_type,
        contacts.priority_level,
        case
            when unique_leads.life_cycle_state = 'cancelled'
                then unique_leads.decided_at
        end as cancelled_at,
    from contacts
    inner join members on contacts.lead_id = members.lead_id
    inner join unique_leads on members.unique_lead_id = unique_leads.unique_lead_id
),

prioritised as (
    select
        held.lead_id,
        held.unique_lead_id,
        held.origin,
        held.created_at,
        held.created_date,
        held.routed_company_id,
        held.assigned_user_id,
        held.lead_type,
        coalesce(held.priority_level, lead_types.priority_level) as priority_level,
        held.cancelled_at,
    from held
    left join lead_types on held.lead_type = lead_types.lead_type
)

select * from prioritised
