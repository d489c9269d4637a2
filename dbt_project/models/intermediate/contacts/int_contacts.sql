with

leads as (
    select * from {{ ref('int_leads_unioned') }}
),

routed as (
    select * from {{ ref('int_leads_routed') }}
),

qualified as (
    select * from {{ ref('int_leads_qualified') }}
),

campaigned as (
    select * from {{ ref('int_leads_campaigned') }}
),

persons as (
    select
        record_id,
        person_id,
    from {{ source('identity', 'persons') }}
),

companies as (
    select
        company_id,
        timezone,
    from {{ ref('stg_companies') }}
),

invalid_types as (
    select lead_type from {{ source('definition', 'invalid_lead_types') }}
),

rules as (
    select min_call_seconds from {{ source('definition', 'settings') }}
),

run_context as (
    select timezone from {{ source('ops', 'run_context') }}
),

contacts as (
    select
        leads.*,
        routed.routed_company_id,
        routed.routing_rule,
        routed.routing_rule_order,
        routed.routing_candidates_count,
        routed.geo_quality,
        qualified.mql_level,
        qualified.mql_level_from,
        qualified.mql_points,
        qualified.bant_completeness,
        qualified.priority_level,
        qualified.priority_level_from,
        qualified.importance_level,
        qualified.importance_level_from,
        coalesce(companies.timezone, run_context.timezone) as company_timezone,
        campaigned.campaign_id,
        campaigned.campaign_text,
        campaigned.campaign_status,
        persons.person_id,
        case
            when leads.is_spam then 'spam'
            when invalid_types.lead_type is not null then 'invalid_type'
            when
                leads.source_table = 'calls'
                and coalesce(leads.duration_s, 0) < rules.min_call_seconds
                then 'short_call'
        end as invalid_reason,
    from leads
    inner join routed on leads.lead_id = routed.lead_id
    inner join qualified on leads.lead_id = qualified.lead_id
    inner join campaigned on leads.lead_id = campaigned.lead_id
    inner join persons on leads.record_id = persons.record_id
    cross join rules
    cross join run_context
    left join companies on routed.routed_company_id = companies.company_id
    left join invalid_types on leads.lead_type = invalid_types.lead_type
),

dated as (
    select
        *,
        invalid_reason is null as is_valid,
        {{ local_date('created_at', 'company_timezone') }} as created_date,
    from contacts
),

only_companies as (
    select
        person_id,
        min(routed_company_id) as company_id,
    from dated
    where is_valid
    group by person_id
    having count(distinct routed_company_id) = 1
),

-- A contact without a company is one of the person's contacts with the only company
-- that the person ever dealt with; where there are several, nobody knows with which.
scoped as (
    select
        dated.*,
        coalesce(dated.routed_company_id, only_companies.company_id, '__none__')
            as company_scope,
    from dated
    left join only_companies on dated.person_id = only_companies.person_id
)

select * from scoped
