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

references_given as (
    select
        'lead:' || lead_id as record_l,
        'customer:' || customer_id as record_r,
        'lead_names_customer' as reason,
    from leads
    where customer_id is not null
    union all
    select
        'call:' || call_id as record_l,
        'lead:' || lead_id as record_r,
        'call_names_lead' as reason,
    from calls
    where lead_id is not null
    union all
    select
        'lead:' || lead_id as record_l,
        'customer:' || customer_id as record_r,
        'estimate_names_lead' as reason,
    from estimates
    where lead_id is not null
    union all
    select
        'lead:' || lead_id as record_l,
        'customer:' || customer_id as record_r,
        'job_names_lead' as reason,
    from jobs
    where lead_id is not null
),

-- The same two records may be named together by an estimate and its job: one link. An
-- outbound call and a record that was quarantined have no record to link.
links as (
    select
        references_given.record_l,
        references_given.record_r,
        'must' as kind,
        min(references_given.reason) as reason,
    from references_given
    inner join records as records_l
        on references_given.record_l = records_l.record_id
    inner join records as records_r
        on references_given.record_r = records_r.record_id
    group by references_given.record_l, references_given.record_r
)

select * from links
