-- Whom a source names together, and what people at the desk said, which goes before it.
with

records as (
    select * from {{ ref('records') }}
),

leads as (
    select * from {{ ref('stg_leads') }}
),

calls as (
    select * from {{ ref('stg_calls') }}
),

estimates as (
    select * from {{ ref('stg_estimates') }}
),

jobs as (
    select * from {{ ref('stg_jobs') }}
),

decisions as (
    select * from {{ ref('int_pair_decisions') }}
),

references_given as (
    select
        'lead:' || lead_id as first_record,
        'customer:' || customer_id as second_record,
        'lead_names_customer' as reason,
    from leads
    where customer_id is not null
    union all
    select
        'call:' || call_id as first_record,
        'lead:' || lead_id as second_record,
        'call_names_lead' as reason,
    from calls
    where lead_id is not null
    union all
    select
        'lead:' || lead_id as first_record,
        'customer:' || customer_id as second_record,
        'estimate_names_lead' as reason,
    from estimates
    where lead_id is not null
    union all
    select
        'lead:' || lead_id as first_record,
        'customer:' || customer_id as second_record,
        'job_names_lead' as reason,
    from jobs
    where lead_id is not null
),

-- The same two records may be named together by an estimate and its job: one link. An
-- outbound call and a record that was quarantined have no record to link.
named as (
    select
        least(references_given.first_record, references_given.second_record)
            as record_l,
        greatest(references_given.first_record, references_given.second_record)
            as record_r,
        min(references_given.reason) as reason,
    from references_given
    inner join records as first_records
        on references_given.first_record = first_records.record_id
    inner join records as second_records
        on references_given.second_record = second_records.record_id
    group by record_l, record_r
),

links as (
    select
        coalesce(decisions.record_l, named.record_l) as record_l,
        coalesce(decisions.record_r, named.record_r) as record_r,
        case when decisions.is_same_person = false then 'cannot' else 'must' end
            as kind,
        coalesce(decisions.kind, named.reason) as reason,
        decisions.event_id as decision_event_id,
    from named
    full outer join decisions
        on
            named.record_l = decisions.record_l
            and named.record_r = decisions.record_r
)

select * from links
