-- The lead that each estimate belongs to: the one it names, else that of its job, else
-- the one it was matched with.
with

estimates as (
    select * from {{ ref('stg_estimates') }}
),

jobs as (
    select
        job_id,
        estimate_id,
    from {{ ref('stg_jobs') }}
    where estimate_id is not null
),

matched as (
    select
        conversion_id,
        matched_lead_id,
    from {{ ref('int_conversions_matched') }}
    where matched_lead_id is not null
),

by_job as (
    select
        jobs.estimate_id,
        min(matched.matched_lead_id) as lead_id,
    from jobs
    inner join matched on 'job:' || jobs.job_id = matched.conversion_id
    group by jobs.estimate_id
),

placed as (
    select
        estimates.estimate_id,
        coalesce(estimates.lead_id, by_job.lead_id, matched.matched_lead_id)
            as lead_id,
        estimates.created_at,
        estimates.company_id,
    from estimates
    left join by_job on estimates.estimate_id = by_job.estimate_id
    left join matched
        on 'estimate:' || estimates.estimate_id = matched.conversion_id
)

select * from placed
where lead_id is not null
