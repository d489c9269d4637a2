with

responses as (
    select * from {{ ref('int_lead_responses') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        responses.lead_id,
        responses.unique_lead_id,
        responses.origin,
        responses.created_at,
        responses.created_date,
        responses.routed_company_id,
        responses.priority_level,
        responses.attempt_user_id,
        responses.first_attempt_at,
        responses.first_contact_at,
        responses.first_attempt_at is not null as is_attempted,
        responses.first_contact_at is not null as is_contacted,
        {{ minutes_if(
            'responses.first_attempt_at', 'responses.attempt_wall_seconds'
        ) }} as attempt_wall_minutes,
        {{ minutes_if(
            'responses.first_attempt_at', 'responses.attempt_business_seconds'
        ) }} as attempt_business_minutes,
        {{ minutes_if(
            'responses.first_contact_at', 'responses.contact_wall_seconds'
        ) }} as contact_wall_minutes,
        {{ minutes_if(
            'responses.first_contact_at', 'responses.contact_business_seconds'
        ) }} as contact_business_minutes,
        case
            when responses.first_contact_at is null
                then {{ ratio('responses.contact_wall_seconds', 60) }}
        end as waiting_wall_minutes,
        case
            when responses.first_contact_at is null
                then {{ ratio('responses.contact_business_seconds', 60) }}
        end as waiting_business_minutes,
        run_context.run_id,
        run_context.definition_version,
    from responses
    cross join run_context
)

select * from final
