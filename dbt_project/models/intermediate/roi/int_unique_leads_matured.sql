-- Whether an opportunity has come to its end: it is decided, or older than the matching
-- window in which a job could still follow.
with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

rules as (
    select matching_window_days from {{ source('definition', 'settings') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

judged as (
    select
        unique_leads.unique_lead_id,
        unique_leads.first_lead_date,
        unique_leads.campaign_bucket_id,
        unique_leads.company_scope,
        unique_leads.decided_at is not null
        or unique_leads.last_lead_at
        < {{ plus_days('run_context.as_of_at', '-rules.matching_window_days') }}
            as is_mature,
    from unique_leads
    cross join rules
    cross join run_context
)

select * from judged
