-- Each record in the form in which it is compared, with the person that it belongs to.
with

records as (
    select * from {{ ref('records') }}
),

persons as (
    select * from {{ source('identity', 'persons') }}
),

leads as (
    select
        'lead:' || lead_id as record_id,
        source_file,
        source_line,
    from {{ ref('stg_leads') }}
),

calls as (
    select
        'call:' || call_id as record_id,
        source_file,
        source_line,
    from {{ ref('stg_calls') }}
),

customers as (
    select
        'customer:' || customer_id as record_id,
        source_file,
        source_line,
    from {{ ref('stg_customers') }}
),

sources as (
    select * from leads
    union all
    select * from calls
    union all
    select * from customers
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        records.record_id,
        records.record_type,
        persons.person_id,
        persons.component_id,
        records.company_id,
        records.created_at,
        records.full_name,
        records.first_name,
        records.last_name,
        records.organization,
        records.street,
        records.city,
        records.postcode,
        records.country,
        {{ joined('records.phones', ';') }} as phones,
        {{ joined('records.emails', ';') }} as emails,
        sources.source_file,
        sources.source_line,
        run_context.run_id,
        run_context.definition_version,
    from records
    inner join persons on records.record_id = persons.record_id
    inner join sources on records.record_id = sources.record_id
    cross join run_context
)

select * from final
