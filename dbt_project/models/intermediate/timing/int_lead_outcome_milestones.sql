-- The first time that the opportunity of a lead was decided, won and completed. A lead
-- that came in after its order was typed in late: it was won when it came in.
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

unique_leads as (
    select
        unique_lead_id,
        decided_at,
        won_at,
        fulfilled_at,
    from {{ ref('int_unique_leads_enriched') }}
),

reached as (
    select
        unique_lead_id,
        'lead_decided' as milestone,
        decided_at as happened_at,
    from unique_leads
    where decided_at is not null
    union all
    select
        unique_lead_id,
        'lead_won' as milestone,
        won_at as happened_at,
    from unique_leads
    where won_at is not null
    union all
    select
        unique_lead_id,
        'lead_completed' as milestone,
        fulfilled_at as happened_at,
    from unique_leads
    where fulfilled_at is not null
),

by_lead as (
    select
        leads.lead_id,
        reached.milestone,
        greatest(reached.happened_at, leads.created_at) as happened_at,
        leads.routed_company_id as company_id,
        cast(null as {{ dbt.type_string() }}) as user_id,
        'outcome' as evidence,
    from reached
    inner join leads on reached.unique_lead_id = leads.unique_lead_id
)

select * from by_lead
