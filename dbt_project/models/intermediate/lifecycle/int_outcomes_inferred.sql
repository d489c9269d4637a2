-- What jobs and invoices prove about an opportunity: a job that it is won, its
-- completion that it is fulfilled; an invoice without a job that it is won where nobody
-- said how it was decided.
with

conversions as (
    select * from {{ ref('int_conversions_matched') }}
    where not is_cancelled and unique_lead_id is not null
),

jobs as (
    select
        'job:' || job_id as conversion_id,
        completed_at,
        first_delivered_at,
        delivered_at,
    from {{ ref('stg_jobs') }}
),

invoices as (
    select
        'invoice:' || invoice_id as conversion_id,
        first_delivered_at,
    from {{ ref('stg_invoices') }}
    where coalesce(kind, 'invoice') = 'invoice' and net_amount > 0
),

statuses as (
    select
        life_cycle_state,
        coalesce(stage, life_cycle_state) as stage,
        row_number() over (
            partition by life_cycle_state
            order by case when is_default then 0 else 1 end, status
        ) as preference,
    from {{ source('definition', 'statuses') }}
    where life_cycle_state in ('won', 'completed')
),

decided as (
    select distinct unique_lead_id
    from {{ ref('int_status_events_judged') }}
    where
        life_cycle_state in ('won', 'lost', 'cancelled')
        and grain = 'opportunity'
        and not is_future
    union
    select unique_lead_id from conversions
    where conversion_kind = 'job'
),

proofs as (
    select
        conversions.*,
        jobs.first_delivered_at as delivered_at,
        conversions.converted_at as occurred_at,
        'job' as evidence,
        'won' as life_cycle_state,
        2 as evidence_rank,
    from conversions
    inner join jobs on conversions.conversion_id = jobs.conversion_id
    where conversions.conversion_kind = 'job'
    union all
    select
        conversions.*,
        jobs.delivered_at,
        jobs.completed_at as occurred_at,
        'job' as evidence,
        'completed' as life_cycle_state,
        3 as evidence_rank,
    from conversions
    inner join jobs on conversions.conversion_id = jobs.conversion_id
    where conversions.conversion_kind = 'job' and jobs.completed_at is not null
    union all
    select
        conversions.*,
        invoices.first_delivered_at as delivered_at,
        conversions.converted_at as occurred_at,
        'invoice' as evidence,
        'won' as life_cycle_state,
        2 as evidence_rank,
    from conversions
    inner join invoices on conversions.conversion_id = invoices.conversion_id
    left join decided on conversions.unique_lead_id = decided.unique_lead_id
    where conversions.conversion_kind = 'invoice' and decided.unique_lead_id is null
),

inferred as (
    select
        proofs.unique_lead_id,
        proofs.matched_lead_id as lead_id,
        proofs.occurred_at,
        proofs.evidence_rank,
        proofs.life_cycle_state,
        coalesce(statuses.stage, proofs.life_cycle_state) as stage,
        proofs.company_id,
        proofs.evidence,
        proofs.conversion_id as event_id,
        proofs.delivered_at,
    from proofs
    left join statuses
        on
            proofs.life_cycle_state = statuses.life_cycle_state
            and statuses.preference = 1
)

select * from inferred
