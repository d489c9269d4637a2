with

due as (
    select * from {{ ref('int_requests_due') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

addressed as (
    select
        *,
        case
            when asks_customer then 'customer'
            when user_id is not null then 'user'
            when company_id is not null then 'company'
            else 'nobody'
        end as recipient_kind,
    from due
),

final as (
    select
        addressed.unique_lead_id
        || ':' || addressed.kind
        || ':' || addressed.request_number as request_id,
        addressed.unique_lead_id,
        addressed.lead_id,
        addressed.kind,
        addressed.stage,
        addressed.company_id,
        addressed.recipient_kind,
        case addressed.recipient_kind
            when 'customer' then addressed.person_id
            when 'user' then addressed.user_id
            when 'company' then addressed.company_id
        end as recipient,
        cast(addressed.request_number as bigint) as request_number,
        cast(coalesce(addressed.max_requests, 1) as bigint) as max_requests,
        addressed.request_number >= coalesce(addressed.max_requests, 1)
            as is_last_request,
        addressed.due_at,
        {{ local_date('addressed.due_at', 'addressed.company_timezone') }} as due_date,
        addressed.due_because,
        cast(
            floor({{ ratio(
                seconds_between('addressed.due_at', 'addressed.as_of_at'), '86400'
            ) }}) as bigint
        ) as days_due,
        addressed.entered_at as stage_entered_at,
        cast(addressed.feedback_level as bigint) as feedback_level,
        cast(addressed.until_level as bigint) as until_level,
        addressed.answered_at as last_word_at,
        run_context.run_id,
        run_context.definition_version,
    from addressed
    cross join run_context
)

select * from final
