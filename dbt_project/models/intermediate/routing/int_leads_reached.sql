-- When a lead reached the company that owns it, by the best evidence there is. Evidence
-- that is older than the lead itself counts from the lead's beginning.
with

leads as (
    select
        lead_id,
        source_table,
        created_at,
    from {{ ref('int_leads_unioned') }}
),

routed as (
    select
        lead_id,
        routed_company_id,
    from {{ ref('int_leads_routed') }}
),

steps as (
    select * from {{ ref('int_lead_steps') }}
),

signs as (
    select
        routed.lead_id,
        min(case when steps.step_kind = 'offer' then steps.step_at end) as offered_at,
        min(case when steps.step_kind = 'status_event' then steps.step_at end)
            as reported_at,
        min(case when steps.step_kind = 'activity' then steps.step_at end)
            as worked_at,
    from routed
    inner join steps
        on
            routed.lead_id = steps.lead_id
            and (
                routed.routed_company_id = steps.company_id
                or routed.routed_company_id = steps.user_company_id
            )
    group by routed.lead_id
),

evidenced as (
    select
        leads.lead_id,
        leads.created_at,
        case
            when routed.routed_company_id is null then null
            when leads.source_table = 'calls' then 'call'
            when signs.offered_at is not null then 'offer'
            when
                signs.reported_at <= coalesce(signs.worked_at, signs.reported_at)
                then 'status_event'
            when signs.worked_at is not null then 'activity'
        end as routed_evidence,
        signs.offered_at,
        signs.reported_at,
        signs.worked_at,
    from leads
    inner join routed on leads.lead_id = routed.lead_id
    left join signs on leads.lead_id = signs.lead_id
),

reached as (
    select
        lead_id,
        case routed_evidence
            when 'call' then created_at
            when 'offer' then greatest(created_at, offered_at)
            when 'status_event' then greatest(created_at, reported_at)
            when 'activity' then greatest(created_at, worked_at)
        end as routed_at,
        routed_evidence,
    from evidenced
)

select * from reached
