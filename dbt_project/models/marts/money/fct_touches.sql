with

contacts as (
    select * from {{ ref('int_contacts') }}
    where is_valid and campaign_status = 'known'
),

members as (
    select
        lead_id,
        unique_lead_id,
        contact_number,
    from {{ ref('int_unique_lead_members') }}
),

unique_leads as (
    select
        unique_lead_id,
        campaign_lead_id,
        confirmation_status,
    from {{ ref('int_unique_leads_enriched') }}
),

conversions as (
    select
        lead_id,
        count(*) as conversions_count,
    from {{ ref('int_conversion_touches') }}
    group by lead_id
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        contacts.lead_id,
        contacts.person_id,
        members.unique_lead_id,
        contacts.campaign_id,
        contacts.routed_company_id as company_id,
        contacts.origin,
        contacts.created_at as touched_at,
        contacts.created_date as touched_date,
        members.contact_number as touch_number,
        contacts.lead_id = unique_leads.campaign_lead_id as gives_campaign,
        unique_leads.confirmation_status,
        cast(coalesce(conversions.conversions_count, 0) as bigint) as conversions_count,
        contacts.source_file,
        contacts.source_line,
        run_context.run_id,
        run_context.definition_version,
    from contacts
    cross join run_context
    inner join members on contacts.lead_id = members.lead_id
    inner join unique_leads on members.unique_lead_id = unique_leads.unique_lead_id
    left join conversions on contacts.lead_id = conversions.lead_id
)

select * from final
