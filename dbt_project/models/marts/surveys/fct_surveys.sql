with

surveys as (
    select * from {{ ref('stg_surveys') }}
),

answers as (
    select
        response_id,
        count(*) as questions,
        count(*) filter (where is_answered) as answers,
        count(*) filter (where is_required and not is_answered) as missing_answers,
    from {{ ref('fct_survey_answers') }}
    group by response_id
),

contacts as (
    select
        lead_id,
        routed_company_id,
    from {{ ref('int_contacts') }}
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        surveys.response_id,
        surveys.lead_id,
        members.unique_lead_id,
        contacts.routed_company_id as company_id,
        surveys.kind,
        surveys.submitted_at,
        {{ local_date('surveys.submitted_at', 'surveys.record_timezone') }}
            as submitted_date,
        surveys.revenue_amount,
        surveys.currency,
        cast(surveys.rating as double) as rating,
        surveys.review_text,
        surveys.review_status,
        cast(coalesce(answers.questions, 0) as bigint) as questions,
        cast(coalesce(answers.answers, 0) as bigint) as answers,
        cast(coalesce(answers.missing_answers, 0) as bigint) as missing_answers,
        run_context.run_id,
        run_context.definition_version,
    from surveys
    left join answers on surveys.response_id = answers.response_id
    left join contacts on surveys.lead_id = contacts.lead_id
    left join members on surveys.lead_id = members.lead_id
    cross join run_context
)

select * from final
