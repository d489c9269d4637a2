with

calls as (
    select * from {{ ref('stg_calls') }}
),

campaign_aliases as (
    select * from {{ ref('stg_campaign_aliases') }}
),

companies as (
    select * from {{ ref('stg_companies') }}
),

countries as (
    select * from {{ ref('countries') }}
),

run_context as (
    select * from {{ source('ops', 'run_context') }}
),

called_numbers as (
    select distinct
        calls.tracking_number as raw_phone,
        countries.country,
    from calls
    left join companies
        on calls.company_id = companies.company_id
    left join countries
        on {{ country_as_written('companies.country') }} = countries.written
    where calls.tracking_number is not null
),

alias_numbers as (
    select
        alias as raw_phone,
        cast(null as {{ dbt.type_string() }}) as country,
    from campaign_aliases
    where alias_type = 'tracking_number'
),

own_numbers as (
    select * from called_numbers
    union all
    select * from alias_numbers
),

located as (
    select distinct
        own_numbers.raw_phone,
        coalesce(own_numbers.country, run_context.country) as country,
    from own_numbers
    cross join run_context
)

select * from located
