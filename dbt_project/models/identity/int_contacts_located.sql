with

contacts as (
    select * from {{ ref('int_contacts_united') }}
),

companies as (
    select * from {{ ref('stg_companies') }}
),

run_context as (
    select * from {{ source('ops', 'run_context') }}
),

calling_codes as (
    select * from {{ ref('calling_codes') }}
),

-- The country of a record is its own, else its company's, else the workspace's.
located as (
    select
        contacts.record_id,
        contacts.record_type,
        contacts.source_id,
        contacts.company_id,
        contacts.created_at,
        contacts.full_name,
        contacts.first_name,
        contacts.last_name,
        contacts.organization,
        contacts.phones,
        contacts.emails,
        contacts.street,
        contacts.city,
        contacts.region,
        contacts.postcode,
        coalesce(
            own_codes.country, company_codes.country, run_context.country
        ) as country,
    from contacts
    cross join run_context
    left join companies
        on contacts.company_id = companies.company_id
    left join calling_codes as own_codes
        on upper(trim(contacts.country)) = own_codes.country
    left join calling_codes as company_codes
        on upper(trim(companies.country)) = company_codes.country
)

select * from located
