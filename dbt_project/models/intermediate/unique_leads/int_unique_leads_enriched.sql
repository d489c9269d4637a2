-- One opportunity with its match, outcome, newness and the revenue of each basis.
with

formed as (
    select * from {{ ref('int_unique_leads_formed') }}
),

confirmations as (
    select * from {{ ref('int_confirmations') }}
),

outcomes as (
    select * from {{ ref('int_unique_lead_outcomes') }}
),

conversions as (
    select * from {{ ref('int_conversions_matched') }}
),

revenue as (
    select
        conversions.unique_lead_id,
        sum(entries.amount) filter (where entries.revenue_basis = 'invoiced')
            as invoiced_amount,
        sum(entries.amount) filter (where entries.revenue_basis = 'collected')
            as collected_amount,
        sum(entries.amount) filter (where entries.revenue_basis = 'estimated')
            as estimated_amount,
        sum(entries.amount) filter (where entries.revenue_basis = 'self_reported')
            as self_reported_amount,
    from {{ ref('int_ledger_entries') }} as entries
    inner join conversions on entries.conversion_id = conversions.conversion_id
    where conversions.unique_lead_id is not null
    group by conversions.unique_lead_id
),

customer_jobs as (
    select
        customer_id,
        min(converted_at) as first_job_at,
    from conversions
    where conversion_kind in ('job', 'invoice') and not is_cancelled
    group by customer_id
),

jobs as (
    select
        unique_lead_id,
        count(*) as jobs_count,
    from conversions
    where conversion_kind = 'job' and not is_cancelled and unique_lead_id is not null
    group by unique_lead_id
),

rules as (
    select matching_tolerance_days from {{ source('definition', 'settings') }}
),

enriched as (
    select
        formed.*,
        confirmations.customer_id,
        confirmations.candidate_customer_id,
        confirmations.match_status,
        confirmations.match_probability,
        confirmations.confirmation_status,
        confirmations.pending_because,
        -- One that begins in the future has no life yet.
        coalesce(outcomes.life_cycle_state, 'pending') as life_cycle_state,
        coalesce(outcomes.stage, 'unacknowledged') as stage,
        outcomes.won_at,
        outcomes.lost_at,
        outcomes.decided_at,
        outcomes.fulfilled_at,
        outcomes.lost_reason,
        outcomes.competitor,
        -- Additional business: the customer had ordered before this opportunity began.
        case
            when confirmations.customer_id is null then null
            else coalesce(
                customer_jobs.first_job_at
                >= {{ plus_days(
                    'formed.first_lead_at', '-rules.matching_tolerance_days'
                ) }},
                true
            )
        end as is_new_customer,
        coalesce(jobs.jobs_count, 0) as jobs_count,
        coalesce(revenue.invoiced_amount, 0) as invoiced_amount,
        coalesce(revenue.collected_amount, 0) as collected_amount,
        coalesce(revenue.estimated_amount, 0) as estimated_amount,
        coalesce(revenue.self_reported_amount, 0) as self_reported_amount,
    from formed
    inner join confirmations on formed.unique_lead_id = confirmations.unique_lead_id
    cross join rules
    left join outcomes on formed.unique_lead_id = outcomes.unique_lead_id
    left join revenue on formed.unique_lead_id = revenue.unique_lead_id
    left join customer_jobs on confirmations.customer_id = customer_jobs.customer_id
    left join jobs on formed.unique_lead_id = jobs.unique_lead_id
),

dated as (
    select
        *,
        {{ local_date('won_at', 'company_timezone') }} as won_date,
        coalesce(
            campaign_id,
            case campaign_status
                when 'unknown' then '__unknown_campaign__' else '__no_campaign__'
            end
        ) as campaign_bucket_id,
    from enriched
)

select * from dated
