-- The companies that a rule names, and those within a rule's distance of a lead.
with

fits as (
    select * from {{ ref('int_routing_fits') }}
    where is_tried
),

requests as (
    select
        lead_id,
        created_date,
        geo_quality,
        latitude,
        longitude,
    from {{ ref('int_routing_requests') }}
),

companies as (
    select * from {{ ref('int_routing_companies') }}
),

named as (
    select
        fits.lead_id,
        fits.rule_order,
        fits.try_order,
        companies.company_id,
        cast(null as double) as distance_km,
    from fits
    inner join requests on fits.lead_id = requests.lead_id
    inner join companies
        on
            fits.target = companies.company_id
            and requests.created_date >= companies.active_from
            and requests.created_date <= companies.active_to
    where fits.action in ('company', 'fast_track')
),

-- The latitudes alone rule most companies out before any distance is computed.
around as (
    select
        fits.lead_id,
        fits.rule_order,
        fits.try_order,
        companies.company_id,
        {{ number_of('fits.target') }} as largest_km,
        {{ haversine_km(
            'requests.latitude',
            'requests.longitude',
            'companies.latitude',
            'companies.longitude',
        ) }} as distance_km,
    from fits
    inner join requests
        on fits.lead_id = requests.lead_id and requests.geo_quality = 'coordinates'
    inner join companies
        on
            companies.is_serving
            and companies.latitude is not null
            and companies.longitude is not null
            and requests.created_date >= companies.active_from
            and requests.created_date <= companies.active_to
            and (
                fits.target is null
                or abs(companies.latitude - requests.latitude)
                * {{ latitude_degree_km() }} <= {{ number_of('fits.target') }}
            )
    where fits.action = 'nearest'
),

within as (
    select
        lead_id,
        rule_order,
        try_order,
        company_id,
        distance_km,
    from around
    where largest_km is null or distance_km <= largest_km
),

places as (
    select * from named
    union all
    select * from within
)

select * from places
