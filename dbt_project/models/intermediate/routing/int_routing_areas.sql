-- The companies whose territories hold a lead's postcode, those out of their dates
-- marked: they are never chosen, but say why a lead stays unrouted.
with

fits as (
    select * from {{ ref('int_routing_fits') }}
    where action = 'territory' and is_tried
),

requests as (
    select * from {{ ref('int_routing_requests') }}
    where postcode is not null
),

companies as (
    select * from {{ ref('int_routing_companies') }}
),

territories as (
    select * from {{ ref('stg_territories') }}
),

run_context as (
    select country from {{ source('ops', 'run_context') }}
),

served_areas as (
    select
        territories.territory_id,
        territories.company_id,
        territories.product_line,
        territories.priority,
        coalesce(territories.country, companies.country, run_context.country)
            as country,
        upper(replace(territories.postcode_prefix, ' ', '')) as postcode_prefix,
        greatest(
            coalesce(territories.active_from, date '0001-01-01'),
            companies.active_from
        ) as active_from,
        least(
            coalesce(territories.active_to, date '9999-12-31'), companies.active_to
        ) as active_to,
    from territories
    inner join companies on territories.company_id = companies.company_id
    cross join run_context
),

prefix_lengths as (
    select distinct length(postcode_prefix) as prefix_length from served_areas
),

prefixes as (
    select
        fits.lead_id,
        fits.rule_order,
        fits.try_order,
        requests.country,
        requests.product_line,
        requests.created_date,
        left(requests.postcode, prefix_lengths.prefix_length) as postcode_prefix,
    from fits
    inner join requests on fits.lead_id = requests.lead_id
    cross join prefix_lengths
    where length(requests.postcode) >= prefix_lengths.prefix_length
),

areas as (
    select
        prefixes.lead_id,
        prefixes.rule_order,
        prefixes.try_order,
        served_areas.company_id,
        served_areas.territory_id,
        length(served_areas.postcode_prefix) as prefix_length,
        served_areas.product_line is not null as is_of_product_line,
        served_areas.priority,
        prefixes.created_date >= served_areas.active_from
        and prefixes.created_date <= served_areas.active_to as is_active,
    from prefixes
    inner join served_areas
        on
            prefixes.postcode_prefix = served_areas.postcode_prefix
            and prefixes.country = served_areas.country
            and (
                served_areas.product_line is null
                or prefixes.product_line = served_areas.product_line
            )
),

ranked as (
    select
        *,
        row_number() over (
            partition by lead_id, rule_order, company_id
            order by
                case when is_active then 0 else 1 end asc,
                prefix_length desc,
                case when is_of_product_line then 0 else 1 end asc,
                priority asc nulls last,
                territory_id asc
        ) as area_rank,
    from areas
),

best as (
    select * from ranked
    where area_rank = 1
)

select * from best
