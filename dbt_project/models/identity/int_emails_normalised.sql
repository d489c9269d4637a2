with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

delivered as (
    select {{ exploded('emails') }} as raw_email
    from contacts
),

distinct_addresses as (
    select distinct raw_email from delivered
),

addresses as (
    select
        raw_email,
        {{ email_in('raw_email') }} as email,
    from distinct_addresses
),

possible as (
    select
        raw_email,
        email,
        {{ email_form('email') }} as email_form,
    from addresses
    where email is not null
)

select * from possible
