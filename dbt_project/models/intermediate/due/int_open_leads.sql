-- Every opportunity that is not decided, when it should be, and how long it has waited.
with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
    where life_cycle_state in ('pending', 'in_progress')
),

lead_types as (
    select
        lead_type,
        estimated_completion_minutes,
        importance_level,
        priority_level,
    from {{ source('definition', 'lead_types') }}
),

valued as (
    select * from {{ ref('int_unique_lead_results') }}
),

current_stays as (
    select
        unique_lead_id,
        entered_at,
    from {{ ref('int_stage_intervals') }}
    where is_open
),

last_words as (
    select
        unique_lead_id,
        max(said_at) as last_word_at,
    from {{ ref('int_feedback_words') }}
    group by unique_lead_id
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

expected as (
    select
        unique_leads.unique_lead_id,
        unique_leads.campaign_lead_id,
        unique_leads.company_id,
        unique_leads.company_timezone,
        unique_leads.campaign_bucket_id,
        unique_leads.lead_type,
        unique_leads.lead_source,
        unique_leads.product_line,
        unique_leads.assigned_unit,
        unique_leads.assigned_user_id,
        unique_leads.life_cycle_state,
        unique_leads.stage,
        unique_leads.first_lead_at,
        unique_leads.last_lead_at,
        coalesce(unique_leads.priority_level, lead_types.priority_level)
            as priority_level,
        coalesce(unique_leads.importance_level, lead_types.importance_level)
            as importance_level,
        current_stays.entered_at as stage_entered_at,
        last_words.last_word_at,
        valued.value_amount,
        case
            when unique_leads.expected_completion_at is not null then 'given'
            when lead_types.estimated_completion_minutes is not null then 'lead_type'
            else 'none'
        end as expected_basis,
        coalesce(
            unique_leads.expected_completion_at,
            {{ plus_days(
                'unique_leads.first_lead_at',
                'lead_types.estimated_completion_minutes / 1440.0',
            ) }}
        ) as expected_completion_at,
        run_context.as_of_at,
    from unique_leads
    cross join run_context
    inner join valued on unique_leads.unique_lead_id = valued.unique_lead_id
    left join lead_types on unique_leads.lead_type = lead_types.lead_type
    left join current_stays
        on unique_leads.unique_lead_id = current_stays.unique_lead_id
    left join last_words on unique_leads.unique_lead_id = last_words.unique_lead_id
),

dated as (
    select
        *,
        {{ local_date('expected_completion_at', 'company_timezone') }}
            as expected_completion_date,
        {{ local_date('as_of_at', 'company_timezone') }} as as_of_local_date,
        {{ local_date('first_lead_at', 'company_timezone') }} as first_lead_date,
    from expected
),

-- The bound is inclusive: what is expected for a day is on the list of that day.
counted as (
    select
        *,
        {{ days_between('first_lead_date', 'as_of_local_date') }} as age_days,
        {{ days_between('as_of_local_date', 'expected_completion_date') }}
            as time_to_completion_days,
        case
            when expected_completion_date <= as_of_local_date
                then {{ days_between('expected_completion_date', 'as_of_local_date') }}
        end as days_overdue,
        coalesce(expected_completion_date <= as_of_local_date, false) as is_due,
        coalesce(expected_completion_at < as_of_at, false) as is_past,
        {{ ratio(
            seconds_between(
                'greatest(coalesce(last_word_at, first_lead_at), first_lead_at)',
                'as_of_at',
            ),
            '86400',
        ) }} as days_since_last_word,
        {{ ratio(seconds_between('stage_entered_at', 'as_of_at'), '86400') }}
            as days_in_stage,
        cast({{ dbt.date_trunc('week', 'expected_completion_date') }} as date)
            as expected_completion_week,
    from dated
)

select * from counted
