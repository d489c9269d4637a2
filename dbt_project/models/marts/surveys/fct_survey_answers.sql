-- Each question of the form that a response was asked, with what was answered.
with

surveys as (
    select * from {{ ref('stg_surveys') }}
),

questions as (
    select * from {{ source('definition', 'survey_questions') }}
),

contacts as (
    select
        lead_id,
        lead_type,
    from {{ ref('int_contacts') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

asked as (
    select
        surveys.response_id,
        surveys.lead_id,
        surveys.kind,
        questions.question,
        questions.label,
        questions.question_order,
        questions.answer_type,
        questions.is_required,
        case questions.stored_as
            when 'revenue_amount'
                then cast(surveys.revenue_amount as {{ dbt.type_string() }})
            when 'rating' then cast(surveys.rating as {{ dbt.type_string() }})
            when 'review_text' then surveys.review_text
            else {{ json_value('surveys.answers', 'questions.question') }}
        end as answer,
    from surveys
    inner join questions on surveys.kind = questions.form
    left join contacts on surveys.lead_id = contacts.lead_id
    where
        questions.lead_types is null
        or {{ has_item('questions.lead_types', 'contacts.lead_type') }}
),

final as (
    select
        asked.response_id,
        asked.lead_id,
        asked.kind,
        asked.question,
        asked.label,
        cast(asked.question_order as bigint) as question_order,
        asked.answer_type,
        asked.is_required,
        nullif(trim(asked.answer), '') as answer,
        case
            when asked.answer_type in ('money', 'number', 'rating')
                then {{ number_of('asked.answer') }}
        end as answer_number,
        nullif(trim(asked.answer), '') is not null as is_answered,
        run_context.run_id,
        run_context.definition_version,
    from asked
    cross join run_context
)

select * from final
