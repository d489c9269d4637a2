-- For each opportunity and kind of request that its stage calls for: when it is first
-- asked, how often again, and what was answered. Who answered "ask me again then" is
-- asked then; otherwise the cadence counts from the beginning of the stage.
with

stays as (
    select * from {{ ref('int_stage_intervals') }}
    where is_open
),

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

first_leads as (
    select
        unique_lead_id,
        lead_id as first_lead_id,
    from {{ ref('int_unique_lead_members') }}
    where contact_number = 1
),

kinds as (
    select * from {{ ref('request_kinds') }}
),

cadences as (
    select * from {{ source('definition', 'cadences') }}
),

forms as (
    select distinct form from {{ source('definition', 'survey_questions') }}
),

answers as (
    select * from {{ ref('int_stage_answers') }}
),

called_for as (
    select
        stays.unique_lead_id,
        stays.stage,
        stays.entered_at,
        coalesce(answers.lead_id, first_leads.first_lead_id) as lead_id,
        unique_leads.company_id,
        unique_leads.company_timezone,
        unique_leads.person_id,
        coalesce(
            unique_leads.assigned_user_id,
            answers.user_id,
            stays.actor_user_id
        ) as user_id,
        kinds.kind,
        kinds.feature,
        kinds.form,
        kinds.asks_customer,
        answers.follow_up_at,
        own.stage is not null or general.stage is not null as has_cadence,
        case
            when own.stage is not null then own.request_after_days
            else general.request_after_days
        end as request_after_days,
        case
            when own.stage is not null then own.repeat_days else general.repeat_days
        end as repeat_days,
        case
            when own.stage is not null then own.max_requests else general.max_requests
        end as max_requests,
        case
            when own.stage is not null then own.until_level else general.until_level
        end as until_level,
        coalesce(answers.feedback_level, 0) as feedback_level,
        answers.last_word_at,
    from stays
    inner join unique_leads on stays.unique_lead_id = unique_leads.unique_lead_id
    inner join first_leads on stays.unique_lead_id = first_leads.unique_lead_id
    inner join kinds on stays.stage = kinds.stage
    left join answers on stays.unique_lead_id = answers.unique_lead_id
    left join cadences as own
        on
            stays.stage = own.stage
            and {{ comparable('unique_leads.lead_source') }}
            = {{ comparable('own.lead_source') }}
    left join cadences as general
        on stays.stage = general.stage and general.lead_source is null
),

-- A status is asked where a cadence says so or the answer did; a survey where it has
-- questions.
asked as (
    select called_for.*
    from called_for
    left join forms on called_for.form = forms.form
    where
        case
            when called_for.form is not null then forms.form is not null
            else called_for.has_cadence or called_for.follow_up_at is not null
        end
)

select * from asked
