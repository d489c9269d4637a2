-- What people at the desk said of each lead, as far as it is in force: which customers
-- it is and is not, and whether it counts. Merging or splitting a lead and a customer
-- says the same of the match as approving or rejecting it.
with

pair_decisions as (
    select * from {{ ref('int_pair_decisions') }}
),

standing as (
    select * from {{ ref('stg_decisions') }}
),

leads as (
    select
        lead_id,
        record_id,
    from {{ ref('int_leads_unioned') }}
),

customers as (
    select
        customer_id,
        'customer:' || customer_id as record_id,
    from {{ ref('stg_customers') }}
),

-- A customer's record sorts behind that of a call and before that of a lead.
paired as (
    select
        case when record_l like 'customer:%' then record_r else record_l end
            as lead_record_id,
        case when record_l like 'customer:%' then record_l else record_r end
            as customer_record_id,
        *,
    from pair_decisions
),

match_decisions as (
    select
        leads.lead_id,
        'match' as question,
        case when paired.is_same_person then 'approve_match' else 'reject_match' end
            as kind,
        customers.customer_id as object_id,
        paired.event_id,
        paired.decided_at,
        paired.decided_by,
        paired.reason,
        row_number() over (
            partition by leads.lead_id, paired.is_same_person
            order by paired.decided_at desc, paired.event_id desc
        ) as recency,
    from paired
    inner join leads on paired.lead_record_id = leads.record_id
    inner join customers on paired.customer_record_id = customers.record_id
),

dismissals as (
    select
        leads.lead_id,
        'dismissal' as question,
        standing.kind,
        cast(null as {{ dbt.type_string() }}) as object_id,
        standing.event_id,
        standing.decided_at,
        standing.decided_by,
        standing.reason,
        row_number() over (
            partition by leads.lead_id
            order by standing.decided_at desc, standing.event_id desc
        ) as recency,
    from standing
    inner join leads on standing.subject_id = leads.lead_id
    where standing.kind in ('dismiss', 'restore')
),

unioned as (
    select * from match_decisions
    where kind = 'reject_match' or recency = 1
    union all
    select * from dismissals
    where recency = 1
),

in_force as (
    select
        lead_id,
        question,
        kind,
        object_id,
        event_id,
        decided_at,
        decided_by,
        reason,
    from unioned
)

select * from in_force
