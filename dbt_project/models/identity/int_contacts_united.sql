with

leads as (
    select * from {{ ref('stg_leads') }}
),

calls as (
    select * from {{ ref('stg_calls') }}
),

customers as (
    select * from {{ ref('stg_customers') }}
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

lead_contacts as (
    select
        'lead:' || lead_id as record_id,
        'lead' as record_type,
        lead_id as source_id,
        company_id,
        created_at,
        full_name,
        first_name,
        last_name,
        organization,
        phones,
        emails,
        street,
        city,
        region,
        postcode,
        country,
    from leads
),

-- The caller of an outbound call is somebody whom the business already knew.
call_contacts as (
    select
        'call:' || call_id as record_id,
        'call' as record_type,
        call_id as source_id,
        company_id,
        started_at as created_at,
        caller_name as full_name,
        cast(null as {{ dbt.type_string() }}) as first_name,
        cast(null as {{ dbt.type_string() }}) as last_name,
        cast(null as {{ dbt.type_string() }}) as organization,
        {{ one_item_list('caller_number') }} as phones,
        {{ empty_list() }} as emails,
        cast(null as {{ dbt.type_string() }}) as street,
        city,
        region,
        postcode,
        country,
    from calls
    where coalesce(direction, 'inbound') = 'inbound'
),

-- The whole name of a company is no person's name.
customer_contacts as (
    select
        'customer:' || customer_id as record_id,
        'customer' as record_type,
        customer_id as source_id,
        company_id,
        created_at,
        case
            when coalesce(party_type, 'person') = 'person' or organization is not null
                then full_name
        end as full_name,
        first_name,
        last_name,
        case
            when party_type = 'company' then coalesce(organization, full_name)
            else organization
        end as organization,
        phones,
        emails,
        street,
        city,
        region,
        postcode,
        country,
    from customers
),

contacts as (
    select * from lead_contacts
    union all
    select * from call_contacts
    union all
    select * from customer_contacts
),

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
