-- How grown up each cohort is: the share of its opportunities that are decided, or
-- older than the matching window in which a job could still follow.
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
        cast(date_trunc('month', unique_leads.first_lead_date) as date) as month,
        unique_leads.campaign_bucket_id as campaign_id,
        unique_leads.company_scope as company_id,
        case
            when
                unique_leads.decided_at is not null
                or unique_leads.last_lead_at
                < {{ plus_days('run_context.as_of_at', '-rules.matching_window_days') }}
                then 1
            else 0
        end as is_mature,
    from unique_leads
    cross join rules
    cross join run_context
),

summed as (
    select
        month,
        campaign_id,
        company_id,
        sum(is_mature) as mature_unique_leads,
        count(*) as cohort_unique_leads,
    from judged
    group by
        month,
        campaign_id,
        company_id
)

select * from summed
