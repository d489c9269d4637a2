-- What routing looks at. Companies are active by the workspace's day, because before
-- it is routed a lead has no company whose day could count.
with

leads as (
    select * from {{ ref('int_leads_unioned') }}
),

qualified as (
    select
        lead_id,
        mql_level,
    from {{ ref('int_leads_qualified') }}
),

arrivals as (
    select * from {{ ref('stg_lead_arrivals') }}
),

run_context as (
    select
        timezone,
        country,
    from {{ source('ops', 'run_context') }}
),

network as (
    select
        count(*) > 1 as is_network,
        min(company_id) as only_company_id,
    from {{ ref('stg_companies') }}
),

requests as (
    select
        leads.lead_id,
        leads.company_id as given_company_id,
        leads.origin,
        qualified.mql_level,
        leads.product_line,
        leads.lead_source,
        leads.created_at,
        {{ local_date('leads.created_at', 'run_context.timezone') }} as created_date,
        coalesce(arrivals.arrived_at, leads.created_at) as arrived_at,
        coalesce(leads.country, run_context.country) as country,
        nullif(upper(replace(leads.postcode, ' ', '')), '') as postcode,
        leads.latitude,
        leads.longitude,
        leads.street is not null
        and leads.city is not null
        and leads.postcode is not null as has_full_address,
        network.is_network,
        network.only_company_id,
    from leads
    inner join qualified on leads.lead_id = qualified.lead_id
    cross join run_context
    cross join network
    left join arrivals on leads.lead_id = arrivals.lead_id
),

located as (
    select
        *,
        case
            when latitude between -90 and 90 and longitude between -180 and 180
                then 'coordinates'
            when postcode is not null then 'postcode'
            else 'none'
        end as geo_quality,
    from requests
)

select * from located
