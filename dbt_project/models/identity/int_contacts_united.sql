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
)

select * from contacts
