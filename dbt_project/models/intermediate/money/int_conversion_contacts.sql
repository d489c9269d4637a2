-- The contact that a conversion follows: the lead it names, else the latest valid
-- contact of the customer's person in the company's scope within the matching window.
with

conversions as (
    select * from {{ ref('int_conversions') }}
),

contacts as (
    select
        lead_id,
        person_id,
        company_scope,
        created_at,
    from {{ ref('int_contacts') }}
    where is_valid
),

persons as (
    select
        record_id,
        person_id,
    from {{ source('identity', 'persons') }}
),

rules as (
    select
        matching_window_days,
        matching_tolerance_days,
    from {{ source('definition', 'settings') }}
),

converted as (
    select
        conversions.*,
        persons.person_id,
    from conversions
    left join persons on 'customer:' || conversions.customer_id = persons.record_id
),

-- A person at the desk may have said that a lead is a customer whom no score joins to
-- it, or that it is not the one whom a score or the source does.
approved as (
    select
        lead_id,
        object_id as customer_id,
    from {{ ref('int_desk_decisions') }}
    where question = 'match' and kind = 'approve_match'
),

rejected as (
    select
        lead_id,
        object_id as customer_id,
    from {{ ref('int_desk_decisions') }}
    where question = 'match' and kind = 'reject_match'
),

-- What a person rejected goes before what the source names.
named as (
    select
        converted.conversion_id,
        contacts.lead_id,
    from converted
    inner join contacts on converted.named_lead_id = contacts.lead_id
    left join rejected
        on
            contacts.lead_id = rejected.lead_id
            and converted.customer_id = rejected.customer_id
    where rejected.lead_id is null
),

reachable as (
    select
        converted.conversion_id,
        contacts.lead_id,
    from converted
    inner join contacts
        on
            converted.person_id = contacts.person_id
            and {{ may_be_one_company(
                'converted.company_id', 'contacts.company_scope'
            ) }}
    left join rejected
        on
            contacts.lead_id = rejected.lead_id
            and converted.customer_id = rejected.customer_id
    where rejected.lead_id is null
    union
    select
        converted.conversion_id,
        approved.lead_id,
    from converted
    inner join approved on converted.customer_id = approved.customer_id
),

followed as (
    select
        converted.conversion_id,
        contacts.lead_id,
        row_number() over (
            partition by converted.conversion_id
            order by
                contacts.created_at <= converted.converted_until desc,
                contacts.created_at desc,
                contacts.lead_id desc
        ) as recency,
    from reachable
    inner join converted on reachable.conversion_id = converted.conversion_id
    inner join contacts on reachable.lead_id = contacts.lead_id
    cross join rules
    left join named on converted.conversion_id = named.conversion_id
    where
        named.conversion_id is null
        and contacts.created_at
        <= {{ plus_days('converted.converted_at', 'rules.matching_tolerance_days') }}
        and contacts.created_at
        >= {{ plus_days('converted.converted_at', '-rules.matching_window_days') }}
),

chosen as (
    select
        conversion_id,
        lead_id,
        true as is_named,
    from named
    union all
    select
        conversion_id,
        lead_id,
        false as is_named,
    from followed
    where recency = 1
),

described as (
    select
        conversions.conversion_id,
        conversions.conversion_kind,
        conversions.converted_at,
        conversions.is_cancelled,
        chosen.lead_id,
        chosen.is_named,
    from conversions
    inner join chosen on conversions.conversion_id = chosen.conversion_id
)

select * from described
