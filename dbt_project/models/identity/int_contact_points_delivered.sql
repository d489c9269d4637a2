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

-- A number with an extension is compared with it, and as the line that it is on.
phone_forms as (
    select
        raw_phone,
        country,
        phone,
        national_number,
        phone || coalesce(';ext=' || extension, '') as value,
        phone as form,
    from phones
    union all
    select
        raw_phone,
        country,
        phone,
        national_number,
        phone || ';ext=' || extension as value,
        phone || ';ext=' || extension as form,
    from phones
    where extension is not null
),

record_phones as (
    select distinct
        phones_given.record_id,
        'phone' as kind,
        coalesce(phone_forms.value, trim(phones_given.raw_phone)) as value,
        phone_forms.form,
        phone_forms.phone as listed_form,
        phone_forms.national_number as local_part,
    from phones_given
    left join phone_forms
        on
            phones_given.raw_phone = phone_forms.raw_phone
            and phones_given.country = phone_forms.country
),

email_forms as (
    select
        raw_email,
        email,
        email_form as form,
    from emails
    union all
    select
        raw_email,
        email,
        mended_form as form,
    from emails
    where mended_form is not null
),

record_emails as (
    select distinct
        emails_given.record_id,
        'email' as kind,
        coalesce(email_forms.email, trim(emails_given.raw_email)) as value,
        email_forms.form,
        email_forms.form as listed_form,
        split_part(email_forms.form, '@', 1) as local_part,
    from emails_given
    left join email_forms
        on emails_given.raw_email = email_forms.raw_email
),

contact_points as (
    select * from record_phones
    union all
    select * from record_emails
)

select * from contact_points
