with

leads as (
    select
        lead_id,
        company_id,
        country,
        postcode,
        product_line,
        created_at,
    from {{ ref('int_leads_unioned') }}
),

companies as (
    select * from {{ ref('stg_companies') }}
),

territories as (
    select * from {{ ref('stg_territories') }}
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
    from companies
),

addressed as (
    select
        leads.lead_id,
        leads.company_id as given_company_id,
        leads.product_line,
        coalesce(leads.country, run_context.country) as country,
        upper(replace(leads.postcode, ' ', '')) as postcode,
        {{ local_date('leads.created_at', 'run_context.timezone') }} as created_date,
    from leads
    cross join run_context
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
            coalesce(companies.active_from, date '0001-01-01')
        ) as active_from,
        least(
            coalesce(territories.active_to, date '9999-12-31'),
            coalesce(companies.active_to, date '9999-12-31')
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
        addressed.*,
        left(addressed.postcode, prefix_lengths.prefix_length) as postcode_prefix,
    from addressed
    cross join prefix_lengths
    where
        addressed.given_company_id is null
        and length(addressed.postcode) >= prefix_lengths.prefix_length
),

area_candidates as (
    select
        prefixes.lead_id,
        served_areas.company_id,
        row_number() over (
            partition by prefixes.lead_id
            order by
                length(served_areas.postcode_prefix) desc,
                case when served_areas.product_line is null then 1 else 0 end,
                served_areas.priority nulls last,
                served_areas.territory_id asc
        ) as preference,
        count(*) over (partition by prefixes.lead_id) as candidates_count,
    from prefixes
    inner join served_areas
        on
            prefixes.postcode_prefix = served_areas.postcode_prefix
            and prefixes.country = served_areas.country
            and prefixes.created_date >= served_areas.active_from
            and prefixes.created_date <= served_areas.active_to
            and (
                served_areas.product_line is null
                or prefixes.product_line = served_areas.product_line
            )
),

by_territory as (
    select * from area_candidates
    where preference = 1
),

routed as (
    select
        addressed.lead_id,
        coalesce(
            addressed.given_company_id,
            case
                when network.is_network then by_territory.company_id
                else network.only_company_id
            end
        ) as routed_company_id,
        case
            when not network.is_network then 'not_applicable'
            when addressed.given_company_id is not null then 'given'
            when by_territory.company_id is not null then 'territory'
            else 'unrouted'
        end as routing_rule,
        coalesce(by_territory.candidates_count, 0) as routing_candidates_count,
    from addressed
    cross join network
    left join by_territory on addressed.lead_id = by_territory.lead_id
)

select * from routed
