with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

phones as (
    select * from {{ ref('int_phones_normalised') }}
),

emails as (
    select * from {{ ref('int_emails_normalised') }}
),

record_phones as (
    select distinct
        contacts.record_id,
        'phone' as kind,
        phones.phone as value,
        phones.phone as form,
        phones.national_number as local_part,
    from contacts
    cross join {{ one_row_per_item('contacts.phones') }}
    inner join phones
        on
            exploded.item = phones.raw_phone
            and contacts.country = phones.country
),

record_emails as (
    select distinct
        contacts.record_id,
        'email' as kind,
        emails.email as value,
        emails.email_form as form,
        split_part(emails.email_form, '@', 1) as local_part,
    from contacts
    cross join {{ one_row_per_item('contacts.emails') }}
    inner join emails
        on exploded.item = emails.raw_email
),

contact_points as (
    select * from record_phones
    union all
    select * from record_emails
)

select * from contact_points
