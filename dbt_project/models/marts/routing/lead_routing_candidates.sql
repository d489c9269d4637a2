with

candidates as (
    select * from {{ ref('int_routing_candidates') }}
    where candidate_rank <= 5
),

decisions as (
    select * from {{ ref('int_routing_decisions') }}
),

rules as (
    select
        rule_order,
        action,
    from {{ source('definition', 'routing_rules') }}
),

requests as (
    select
        lead_id,
        latitude,
        longitude,
        geo_quality,
    from {{ ref('int_routing_requests') }}
),

companies as (
    select * from {{ ref('int_routing_companies') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        candidates.lead_id,
        cast(candidates.rule_order as bigint) as rule_order,
        cast(candidates.try_order as bigint) as try_order,
        rules.action as routing_rule,
        candidates.company_id,
        cast(candidates.candidate_rank as bigint) as candidate_rank,
        cast(candidates.candidates_count as bigint) as candidates_count,
        candidates.rule_order = decisions.rule_order
        and candidates.candidate_rank = 1 as is_chosen,
        candidates.try_order <= decisions.try_order as is_rule_reached,
        candidates.territory_id,
        cast(candidates.prefix_length as bigint) as prefix_length,
        candidates.is_of_product_line,
        candidates.priority as territory_priority,
        cast(candidates.turns_to_wait as bigint) as turns_to_wait,
        companies.is_preferred,
        requests.geo_quality,
        case
            when
                requests.geo_quality = 'coordinates'
                and companies.latitude is not null
                and companies.longitude is not null
                then {{ haversine_km(
                    'requests.latitude',
                    'requests.longitude',
                    'companies.latitude',
                    'companies.longitude',
                ) }}
        end as distance_km,
        run_context.run_id,
        run_context.definition_version,
    from candidates
    inner join decisions on candidates.lead_id = decisions.lead_id
    inner join rules on candidates.rule_order = rules.rule_order
    inner join requests on candidates.lead_id = requests.lead_id
    inner join companies on candidates.company_id = companies.company_id
    cross join run_context
)

select * from final
