with

requests as (
    select * from {{ ref('int_routing_requests') }}
),

decisions as (
    select * from {{ ref('int_routing_decisions') }}
),

chosen as (
    select
        candidates.lead_id,
        candidates.rule_order,
        candidates.company_id,
        candidates.candidates_count,
        decisions.action,
    from {{ ref('int_routing_candidates') }} as candidates
    inner join decisions
        on
            candidates.lead_id = decisions.lead_id
            and candidates.rule_order = decisions.rule_order
    where candidates.candidate_rank = 1
),

routed as (
    select
        requests.lead_id,
        coalesce(
            requests.given_company_id,
            chosen.company_id,
            case when not requests.is_network then requests.only_company_id end
        ) as routed_company_id,
        case
            when not requests.is_network then 'not_applicable'
            when requests.given_company_id is not null then 'given'
            else coalesce(chosen.action, 'unrouted')
        end as routing_rule,
        cast(chosen.rule_order as bigint) as routing_rule_order,
        cast(coalesce(chosen.candidates_count, 0) as bigint)
            as routing_candidates_count,
        requests.geo_quality,
        requests.has_full_address,
    from requests
    left join chosen on requests.lead_id = chosen.lead_id
)

select * from routed
