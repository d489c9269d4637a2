-- Whom the source systems lack as a customer: unique leads that were won and have none,
-- and those of which somebody at the desk said that it is a new one, until a customer
-- is matched. The newest standing word on an opportunity counts.
with

unique_leads as (
    select
        unique_lead_id,
        life_cycle_state,
        match_status,
    from {{ ref('int_unique_leads_enriched') }}
    where match_status in ('unmatched', 'review')
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

standing as (
    select * from {{ ref('stg_decisions') }}
    where kind = 'propose_customer'
),

decided as (
    select
        members.unique_lead_id,
        standing.event_id,
        standing.decided_by,
        {{ json_value('standing.payload', "'account_classification'") }}
            as account_classification,
        {{ json_value('standing.payload', "'credit_rating'") }} as credit_rating,
        row_number() over (
            partition by members.unique_lead_id
            order by standing.decided_at desc, standing.event_id desc
        ) as recency,
    from standing
    inner join members on standing.subject_id = members.lead_id
),

proposed as (
    select
        unique_leads.unique_lead_id,
        case when decided.event_id is null then 'rule' else 'desk' end as proposed_by,
        decided.event_id as decision_event_id,
        decided.decided_by,
        decided.account_classification,
        decided.credit_rating,
    from unique_leads
    left join decided
        on
            unique_leads.unique_lead_id = decided.unique_lead_id
            and decided.recency = 1
    where
        decided.event_id is not null
        or (
            unique_leads.life_cycle_state in ('won', 'completed')
            and unique_leads.match_status = 'unmatched'
        )
)

select * from proposed
