-- Each opportunity that a company took, with what the company said of it since, what its
-- orders prove, and whether it may still be expected to say something.
with

acceptances as (
    select
        members.unique_lead_id,
        happenings.company_id,
        min(happenings.happened_at) as accepted_at,
    from {{ ref('int_lead_happenings') }} as happenings
    inner join {{ ref('int_unique_lead_members') }} as members
        on happenings.lead_id = members.lead_id
    where
        happenings.milestone = 'offer_accepted' and happenings.company_id is not null
    group by
        members.unique_lead_id,
        happenings.company_id
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

words as (
    select * from {{ ref('int_feedback_words') }}
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

said as (
    select
        acceptances.unique_lead_id,
        acceptances.company_id,
        max(words.feedback_level) as feedback_level,
        max(words.said_at) as last_word_at,
        -- Reports have numbers; what was done has none.
        max_by(words.life_cycle_state, words.event_number)
        filter (where words.event_number is not null) as reported_state,
    from acceptances
    inner join words
        on
            acceptances.unique_lead_id = words.unique_lead_id
            and acceptances.company_id = words.company_id
            and words.said_at >= acceptances.accepted_at
    where words.feedback_level > 0
    group by
        acceptances.unique_lead_id,
        acceptances.company_id
),

joined as (
    select
        acceptances.unique_lead_id,
        acceptances.company_id,
        acceptances.accepted_at,
        coalesce(said.feedback_level, 0) as feedback_level,
        said.last_word_at,
        said.reported_state,
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
    left join said
        on
            acceptances.unique_lead_id = said.unique_lead_id
            and acceptances.company_id = said.company_id
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
