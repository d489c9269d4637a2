-- Each opportunity that a company took: how it ended by the company's word, what its
-- orders prove, and whether the company may still be expected to say something.
with

acceptances as (
    select * from {{ ref('int_acceptances_told') }}
),

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

valued as (
    select
        unique_lead_id,
        value_amount,
        revenue_amount,
    from {{ ref('int_unique_lead_results') }}
),

cadences as (
    select
        lead_source,
        request_after_days
        + coalesce(repeat_days, 0) * (coalesce(max_requests, 1) - 1) as patience_days,
    from {{ source('definition', 'cadences') }}
    where stage = 'accepted'
),

lead_types as (
    select
        lead_type,
        estimated_completion_minutes / 1440.0 as patience_days,
    from {{ source('definition', 'lead_types') }}
),

companies as (
    select
        company_id,
        timezone,
    from {{ ref('stg_companies') }}
),

run_context as (
    select
        as_of_at,
        timezone,
    from {{ source('ops', 'run_context') }}
),

joined as (
    select
        acceptances.*,
        unique_leads.jobs_count > 0
        and coalesce(unique_leads.company_id = acceptances.company_id, false)
            as has_order,
        valued.value_amount,
        valued.revenue_amount,
        coalesce(
            own.patience_days, general.patience_days, lead_types.patience_days, 30
        ) as patience_days,
        run_context.as_of_at,
        coalesce(companies.timezone, run_context.timezone) as company_timezone,
    from acceptances
    cross join run_context
    inner join unique_leads
        on acceptances.unique_lead_id = unique_leads.unique_lead_id
    inner join valued on acceptances.unique_lead_id = valued.unique_lead_id
    left join cadences as own
        on
            {{ comparable('unique_leads.lead_source') }}
            = {{ comparable('own.lead_source') }}
    left join cadences as general on general.lead_source is null
    left join lead_types on unique_leads.lead_type = lead_types.lead_type
    left join companies on acceptances.company_id = companies.company_id
),

judged as (
    select
        *,
        {{ local_date('accepted_at', 'company_timezone') }} as accepted_date,
        case
            when reported_state in ('won', 'completed') then 'won'
            when reported_state in ('lost', 'cancelled') then reported_state
            when
                {{ plus_days('coalesce(last_word_at, accepted_at)', 'patience_days') }}
                < as_of_at
                then 'silent'
            else 'open'
        end as partner_result,
    from joined
)

select * from judged
