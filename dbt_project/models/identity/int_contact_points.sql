with

contact_points as (
    select * from {{ ref('int_contact_points_delivered') }}
),

phones as (
    select * from {{ ref('int_phones_normalised') }}
),

own_numbers_delivered as (
    select * from {{ ref('int_own_numbers_delivered') }}
),

emails as (
    select * from {{ ref('int_emails_normalised') }}
),

generic_identifiers as (
    select * from {{ source('definition', 'generic_identifiers') }}
),

settings as (
    select * from {{ source('definition', 'settings') }}
),

-- What cannot be read has no form; how often it comes is still told.
shared as (
    select
        kind,
        coalesce(form, value) as compared_as,
        form is null as is_unreadable,
        min(listed_form) as listed_form,
        min(local_part) as local_part,
        count(distinct record_id) as records_sharing,
    from contact_points
    group by kind, coalesce(form, value), form is null
),

own_numbers as (
    select distinct phones.phone
    from own_numbers_delivered
    inner join phones
        on
            own_numbers_delivered.raw_phone = phones.raw_phone
            and own_numbers_delivered.country = phones.country
),

listed_forms as (
    select
        kind,
        '+' || value as form,
    from generic_identifiers
    where kind = 'phone'
    union
    select
        generic_identifiers.kind,
        emails.email_form as form,
    from generic_identifiers
    inner join emails
        on generic_identifiers.value = emails.raw_email
    where generic_identifiers.kind = 'email'
),

-- A listed phone may be written as dialled at home ("0123456789") or without the zero.
listed_local_parts as (
    select
        case when kind = 'phone' then 'phone' else 'email' end as kind,
        value as local_part,
    from generic_identifiers
    where kind in ('phone', 'email_local')
    union
    select
        kind,
        substr(value, 2) as local_part,
    from generic_identifiers
    where kind = 'phone' and value like '0%'
),

judged as (
    select
        shared.kind,
        shared.compared_as,
        shared.records_sharing,
        case
            when shared.is_unreadable then 'unreadable'
            when listed_forms.form is not null then 'listed'
            when listed_local_parts.local_part is not null then 'listed'
            when own_numbers.phone is not null then 'own_number'
            when shared.records_sharing > settings.max_shared_records then 'shared'
        end as ignored_because,
    from shared
    cross join settings
    left join listed_forms
        on
            shared.kind = listed_forms.kind
            and shared.listed_form = listed_forms.form
    left join listed_local_parts
        on
            shared.kind = listed_local_parts.kind
            and shared.local_part = listed_local_parts.local_part
    left join own_numbers
        on
            shared.kind = 'phone'
            and shared.listed_form = own_numbers.phone
),

judged_contact_points as (
    select
        contact_points.record_id,
        contact_points.kind,
        contact_points.value,
        contact_points.form,
        judged.records_sharing,
        judged.ignored_because,
    from contact_points
    inner join judged
        on
            contact_points.kind = judged.kind
            and coalesce(contact_points.form, contact_points.value)
            = judged.compared_as
)

select * from judged_contact_points
