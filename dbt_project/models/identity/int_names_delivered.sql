with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

company_names as (
    select * from {{ ref('int_company_names') }}
),

named_as_company as (
    select distinct raw_name
    from company_names
    where given_as != 'organization'
),

delivered as (
    select distinct
        contacts.full_name,
        contacts.first_name,
        contacts.last_name,
    from contacts
    left join named_as_company
        on
            contacts.full_name = named_as_company.raw_name
            and contacts.first_name is null
            and contacts.last_name is null
    where
        coalesce(contacts.full_name, contacts.first_name, contacts.last_name)
        is not null
        and named_as_company.raw_name is null
)

select * from delivered
