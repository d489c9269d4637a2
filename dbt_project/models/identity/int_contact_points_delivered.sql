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

phones_given as (
    select
        record_id,
        country,
        {{ exploded('phones') }} as raw_phone,
    from contacts
),

emails_given as (
    select
        record_id,
        {{ exploded('emails') }} as raw_email,
    from contacts
),

record_phones as (
    select distinct
        phones_given.record_id,
        'phone' as kind,
        phones.phone as value,
        phones.phone as form,
        phones.national_number as local_part,
    from phones_given
    inner join phones
        on
            phones_given.raw_phone = phones.raw_phone
            and phones_given.country = phones.country
),

record_emails as (
    select distinct
        emails_given.record_id,
        'email' as kind,
        emails.email as value,
        emails.email_form as form,
        split_part(emails.email_form, '@', 1) as local_part,
    from emails_given
    inner join emails
        on emails_given.raw_email = emails.raw_email
),

contact_points as (
    select * from record_phones
    union all
    select * from record_emails
)

select * from contact_points
