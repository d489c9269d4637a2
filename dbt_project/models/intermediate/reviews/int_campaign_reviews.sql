-- The campaigns that are named and do not exist: somebody should create them or say
-- which they are. What hangs on one is what the opportunities brought in that name no
-- other.
with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

valued as (
    select * from {{ ref('int_unique_leads_valued') }}
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

contacts as (
    select
        lead_id,
        created_at,
        campaign_text,
        campaign_status,
    from {{ ref('int_contacts') }}
    where is_valid
),

held_unique_leads as (
    select distinct
        contacts.campaign_text,
        members.unique_lead_id,
    from contacts
    inner join members on contacts.lead_id = members.lead_id
    inner join unique_leads on members.unique_lead_id = unique_leads.unique_lead_id
    where
        contacts.campaign_status = 'unknown'
        and unique_leads.campaign_status = 'unknown'
),

campaigns_named as (
    select
        campaign_text,
        min(created_at) as first_named_at,
    from contacts
    where campaign_status = 'unknown'
    group by campaign_text
),

campaigns_valued as (
    select
        held_unique_leads.campaign_text,
        sum(valued.amount) as known_amount,
        sum(valued.expected_amount) as expected_amount,
    from held_unique_leads
    inner join valued on held_unique_leads.unique_lead_id = valued.unique_lead_id
    group by held_unique_leads.campaign_text
),

reviews as (
    select
        'unknown_campaign:' || campaigns_named.campaign_text as review_id,
        'unknown_campaign' as kind,
        cast(null as {{ dbt.type_string() }}) as lead_id,
        cast(null as {{ dbt.type_string() }}) as unique_lead_id,
        cast(null as {{ dbt.type_string() }}) as person_id,
        cast(null as {{ dbt.type_string() }}) as component_id,
        cast(null as {{ dbt.type_string() }}) as company_id,
        campaigns_named.campaign_text,
        campaigns_valued.known_amount,
        coalesce(campaigns_valued.expected_amount, 0) as expected_amount,
        campaigns_named.first_named_at as waiting_since_at,
    from campaigns_named
    left join campaigns_valued
        on campaigns_named.campaign_text = campaigns_valued.campaign_text
)

select * from reviews
