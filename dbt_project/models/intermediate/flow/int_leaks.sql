-- Each opportunity at the first point at which it leaks, else where it is safe. What is
-- still within its expected time does not leak yet; what no company was found for does,
-- for no rule will ever find one. Lost by decision is no leak.
with

results as (
    select * from {{ ref('int_unique_lead_results') }}
),

unique_leads as (
    select
        unique_lead_id,
        stage,
        match_status,
    from {{ ref('int_unique_leads_enriched') }}
),

valued as (
    select
        unique_lead_id,
        expected_amount,
    from {{ ref('int_unique_leads_valued') }}
),

open_leads as (
    select
        unique_lead_id,
        expected_completion_at,
    from {{ ref('int_open_leads') }}
),

-- Where nothing says how long it may take, the longest that any type may.
longest as (
    select max(lead_types.estimated_completion_minutes) / 1440.0 as longest_days,
    from {{ source('definition', 'lead_types') }} as lead_types
    inner join {{ source('definition', 'allowed_lead_types') }} as allowed
        on lead_types.lead_type = allowed.lead_type
),

touched as (
    select distinct unique_lead_id from {{ ref('int_lead_milestones') }}
    where
        unique_lead_id is not null
        and milestone in ('contact_attempted', 'contact_made', 'estimate_created')
    union
    select distinct unique_lead_id from {{ ref('int_feedback_words') }}
    where feedback_level > 0
),

accepted as (
    select distinct unique_lead_id from {{ ref('int_lead_milestones') }}
    where unique_lead_id is not null and milestone = 'offer_accepted'
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

described as (
    select
        results.unique_lead_id,
        results.company_id,
        results.campaign_bucket_id,
        results.leads_count,
        results.result,
        unique_leads.stage,
        unique_leads.match_status in ('auto', 'approved') as is_matched,
        accepted.unique_lead_id is not null as was_accepted,
        touched.unique_lead_id is not null as was_touched,
        valued.expected_amount,
        coalesce(
            open_leads.expected_completion_at,
            {{ plus_days('results.first_lead_at', 'longest.longest_days') }}
        ) < run_context.as_of_at as is_late,
    from results
    inner join unique_leads on results.unique_lead_id = unique_leads.unique_lead_id
    inner join valued on results.unique_lead_id = valued.unique_lead_id
    cross join longest
    cross join run_context
    left join open_leads on results.unique_lead_id = open_leads.unique_lead_id
    left join touched on results.unique_lead_id = touched.unique_lead_id
    left join accepted on results.unique_lead_id = accepted.unique_lead_id
),

placed as (
    select
        *,
        case
            when result = 'won' and is_matched then 'kept'
            when result = 'won' then 'unmatched'
            when result in ('lost', 'cancelled') then 'decided'
            when company_id is null then 'unrouted'
            when result = 'rejected' then 'unaccepted'
            when not is_late then 'in_time'
            when stage in ('unacknowledged', 'acknowledged') and not was_accepted
                then 'unaccepted'
            when not was_touched then 'untouched'
            else 'undecided'
        end as point,
    from described
)

select * from placed
