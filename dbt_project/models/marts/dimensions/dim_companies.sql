with

companies as (
    select * from {{ ref('stg_companies') }}
),

-- Companies that records name although no companies were delivered, and the bucket of
-- what belongs to none.
named as (
    select routed_company_id as company_id from {{ ref('int_leads_routed') }}
    union
    select company_id from {{ ref('int_conversions') }}
    union
    select company_id from {{ ref('stg_ad_spend') }}
),

undelivered as (
    select named.company_id
    from named
    left join companies on named.company_id = companies.company_id
    where companies.company_id is null and named.company_id is not null
),

unioned as (
    select
        company_id,
        name,
        kind,
        parent_company_id,
        timezone,
        currency,
        country,
        postcode,
        coalesce(is_preferred, false) as is_preferred,
        active_from,
        active_to,
        false as is_special,
    from companies
    union all
    select
        company_id,
        company_id as name,
        cast(null as {{ dbt.type_string() }}) as kind,
        cast(null as {{ dbt.type_string() }}) as parent_company_id,
        cast(null as {{ dbt.type_string() }}) as timezone,
        cast(null as {{ dbt.type_string() }}) as currency,
        cast(null as {{ dbt.type_string() }}) as country,
        cast(null as {{ dbt.type_string() }}) as postcode,
        false as is_preferred,
        cast(null as date) as active_from,
        cast(null as date) as active_to,
        false as is_special,
    from undelivered
    union all
    select
        '__none__' as company_id,
        'Network / no company' as name,
        cast(null as {{ dbt.type_string() }}) as kind,
        cast(null as {{ dbt.type_string() }}) as parent_company_id,
        cast(null as {{ dbt.type_string() }}) as timezone,
        cast(null as {{ dbt.type_string() }}) as currency,
        cast(null as {{ dbt.type_string() }}) as country,
        cast(null as {{ dbt.type_string() }}) as postcode,
        false as is_preferred,
        cast(null as date) as active_from,
        cast(null as date) as active_to,
        true as is_special,
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
