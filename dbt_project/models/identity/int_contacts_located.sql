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

countries as (
    select * from {{ ref('countries') }}
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
            own_countries.country, company_countries.country, run_context.country
        ) as country,
    from contacts
    cross join run_context
    left join companies
        on contacts.company_id = companies.company_id
    left join countries as own_countries
        on {{ country_as_written('contacts.country') }} = own_countries.written
    left join countries as company_countries
        on {{ country_as_written('companies.country') }} = company_countries.written
)

select * from located
