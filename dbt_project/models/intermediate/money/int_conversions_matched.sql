-- Each conversion with the opportunity it came from, if any.
with

conversions as (
    select * from {{ ref('int_conversions') }}
),

conversion_contacts as (
    select
        conversion_id,
        lead_id,
        is_named,
    from {{ ref('int_conversion_contacts') }}
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

persons as (
    select
        record_id,
        person_id,
    from {{ source('identity', 'persons') }}
),

matched as (
    select
        conversions.*,
        members.unique_lead_id,
        conversion_contacts.lead_id as matched_lead_id,
        coalesce(conversion_contacts.is_named, false) as is_named,
        persons.person_id,
    from conversions
    left join conversion_contacts
        on conversions.conversion_id = conversion_contacts.conversion_id
    left join members on conversion_contacts.lead_id = members.lead_id
    left join persons on 'customer:' || conversions.customer_id = persons.record_id
)

select * from matched
