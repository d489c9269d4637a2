with

contacts as (
    select * from {{ ref('int_contacts') }}
),

members as (
    select
        lead_id,
        unique_lead_id,
        boundary_reason,
    from {{ ref('int_unique_lead_members') }}
),

matched as (
    select * from {{ ref('int_leads_matched') }}
),

reached as (
    select * from {{ ref('int_leads_reached') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        contacts.lead_id,
        contacts.source_table,
        contacts.origin,
        contacts.created_at,
        contacts.created_date,
        contacts.company_id,
        contacts.routed_company_id,
        contacts.routing_rule,
        contacts.routing_rule_order,
        contacts.routing_candidates_count,
        contacts.geo_quality,
        reached.routed_at,
        reached.routed_evidence,
        contacts.campaign_id,
        contacts.campaign_text,
        contacts.campaign_status,
        coalesce(
            contacts.campaign_id,
            case contacts.campaign_status
                when 'unknown' then '__unknown_campaign__' else '__no_campaign__'
            end
        ) as campaign_bucket_id,
        contacts.company_scope,
        contacts.person_id,
        members.unique_lead_id,
        members.boundary_reason,
        members.boundary_reason as opened_because,
        contacts.is_valid,
        contacts.invalid_reason,
        case
            when matched.match_status in ('auto', 'approved')
                then matched.candidate_customer_id
        end as customer_id,
        matched.candidate_customer_id,
        coalesce(matched.match_status, 'unmatched') as match_status,
        matched.match_probability,
        matched.evidence as match_evidence,
        contacts.mql_level,
        contacts.mql_level_from,
        contacts.mql_points,
        contacts.bant_completeness,
        contacts.priority_level,
        contacts.priority_level_from,
        contacts.importance_level,
        contacts.importance_level_from,
        contacts.lead_source,
        contacts.lead_type,
        contacts.product_line,
        contacts.source_file,
        contacts.source_line,
        run_context.run_id,
        run_context.definition_version,
    from contacts
    cross join run_context
    inner join reached on contacts.lead_id = reached.lead_id
    left join members on contacts.lead_id = members.lead_id
    left join matched on contacts.lead_id = matched.lead_id
)

select * from final
