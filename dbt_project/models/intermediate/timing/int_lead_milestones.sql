-- When each lead first reached each of the milestones that targets are set between.
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

reached as (
    select * from {{ ref('int_leads_reached') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

-- Where there is but one company, a lead is there when it comes in.
arrived as (
    select
        contacts.lead_id,
        contacts.routed_company_id,
        case
            when contacts.routing_rule = 'not_applicable' then contacts.created_at
            else reached.routed_at
        end as routed_at,
        case
            when contacts.routing_rule = 'not_applicable' then 'not_applicable'
            else reached.routed_evidence
        end as routed_evidence,
    from contacts
    inner join reached on contacts.lead_id = reached.lead_id
),

routed as (
    select arrived.*
    from arrived
    cross join run_context
    where arrived.routed_at <= run_context.as_of_at
),

offers as (
    select
        *,
        row_number() over (
            partition by lead_id, milestone
            order by happened_at asc, evidence asc, evidence_id asc
        ) as moment_rank,
    from {{ ref('int_lead_happenings') }}
    where milestone in ('lead_offered', 'offer_acknowledged', 'offer_accepted')
),

unioned as (
    select
        lead_id,
        'lead_created' as milestone,
        created_at as happened_at,
        routed_company_id as company_id,
        cast(null as {{ dbt.type_string() }}) as user_id,
        case source_table when 'calls' then 'call' else 'lead' end as evidence,
    from contacts
    union all
    select
        lead_id,
        'lead_routed' as milestone,
        routed_at as happened_at,
        routed_company_id as company_id,
        cast(null as {{ dbt.type_string() }}) as user_id,
        routed_evidence as evidence,
    from routed
    union all
    select
        lead_id,
        milestone,
        happened_at,
        company_id,
        user_id,
        evidence,
    from offers
    where moment_rank = 1
    union all
    select
        lead_id,
        milestone,
        happened_at,
        company_id,
        user_id,
        evidence,
    from {{ ref('int_lead_answers') }}
    union all
    select
        lead_id,
        milestone,
        happened_at,
        company_id,
        user_id,
        evidence,
    from {{ ref('int_lead_outcome_milestones') }}
),

milestones as (
    select
        unioned.lead_id,
        members.unique_lead_id,
        unioned.milestone,
        unioned.happened_at,
        unioned.company_id,
        unioned.user_id,
        unioned.evidence,
    from unioned
    left join members on unioned.lead_id = members.lead_id
)

select * from milestones
