-- Deleted customers that money still refers to keep a row without personal data.
with

customers as (
    select * from {{ ref('stg_customers') }}
),

persons as (
    select
        record_id,
        person_id,
    from {{ source('identity', 'persons') }}
),

referred as (
    select distinct customer_id from {{ ref('int_conversions') }}
    where customer_id is not null
),

deleted as (
    select referred.customer_id
    from referred
    left join customers on referred.customer_id = customers.customer_id
    where customers.customer_id is null
),

unioned as (
    select
        customers.customer_id,
        coalesce(
            customers.full_name,
            nullif(
                trim(
                    coalesce(customers.first_name, '')
                    || ' '
                    || coalesce(customers.last_name, '')
                ),
                ''
            ),
            customers.organization
        ) as name,
        customers.party_type,
        customers.company_id,
        persons.person_id,
        customers.city,
        customers.region,
        customers.postcode,
        customers.country,
        customers.account_classification,
        customers.credit_rating,
        customers.created_at,
        customers.campaign as source_campaign,
        false as is_deleted,
        customers.source_file,
        customers.source_line,
    from customers
    inner join persons on 'customer:' || customers.customer_id = persons.record_id
    union all
    select
        customer_id,
        cast(null as {{ dbt.type_string() }}) as name,
        cast(null as {{ dbt.type_string() }}) as party_type,
        cast(null as {{ dbt.type_string() }}) as company_id,
        cast(null as {{ dbt.type_string() }}) as person_id,
        cast(null as {{ dbt.type_string() }}) as city,
        cast(null as {{ dbt.type_string() }}) as region,
        cast(null as {{ dbt.type_string() }}) as postcode,
        cast(null as {{ dbt.type_string() }}) as country,
        cast(null as {{ dbt.type_string() }}) as account_classification,
        cast(null as {{ dbt.type_string() }}) as credit_rating,
        cast(null as {{ dbt.type_timestamp() }}) as created_at,
        cast(null as {{ dbt.type_string() }}) as source_campaign,
        true as is_deleted,
        cast(null as {{ dbt.type_string() }}) as source_file,
        cast(null as bigint) as source_line,
    from deleted
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        unioned.*,
        run_context.run_id,
        run_context.definition_version,
    from unioned
    cross join run_context
)

select * from final
