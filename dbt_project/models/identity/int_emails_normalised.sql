with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

delivered as (
    select distinct exploded.item as raw_email
    from contacts
    cross join {{ one_row_per_item('contacts.emails') }}
),

addresses as (
    select
        raw_email,
        {{ email_in('raw_email') }} as email,
    from delivered
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
