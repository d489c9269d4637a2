-- The request that is due now, of those that its cadence allows: the newest whose time
-- has come and that nobody answered. The bound is inclusive.
with

begun as (
    select * from {{ ref('int_requests_begun') }}
),

features as (
    select * from {{ ref('int_company_features') }}
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

surveys as (
    select
        members.unique_lead_id,
        stg_surveys.kind as form,
        max(stg_surveys.submitted_at) as answered_at,
    from {{ ref('stg_surveys') }} as stg_surveys
    inner join members on stg_surveys.lead_id = members.lead_id
    group by
        members.unique_lead_id,
        stg_surveys.kind
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

switched as (
    select
        begun.*,
        case
            when begun.form is null then begun.last_word_at else surveys.answered_at
        end as answered_at,
        case
            when begun.form is not null then surveys.answered_at is not null
            when begun.follow_up_at is not null then false
            else begun.feedback_level >= begun.until_level
        end as is_satisfied,
        begun.feedback_level >= coalesce(begun.until_level, 3) as is_level_reached,
        coalesce(
            case when begun.form is null then begun.follow_up_at end,
            {{ plus_days('begun.entered_at', 'coalesce(begun.request_after_days, 0)') }}
        ) as first_due_at,
        case
            when begun.form is null and begun.follow_up_at is not null
                then 'answer'
            when begun.has_cadence then 'cadence'
            else 'completion'
        end as due_because,
        run_context.as_of_at,
    from begun
    cross join run_context
    left join features
        on
            begun.company_id = features.company_id
            and begun.feature = features.feature
    left join surveys
        on
            begun.unique_lead_id = surveys.unique_lead_id
            and begun.form = surveys.form
    where coalesce(features.is_enabled, true)
),

numbered as (
    select
        *,
        case
            -- Who said when to ask again is asked then, however much was said before.
            when repeat_days is null or is_level_reached then 1
            else
                least(
                    coalesce(max_requests, 1),
                    1 + cast(
                        floor(
                            {{ ratio(
                                seconds_between('first_due_at', 'as_of_at'),
                                '86400.0 * repeat_days',
                            ) }}
                        ) as bigint
                    )
                )
        end as request_number,
    from switched
    where not is_satisfied and first_due_at <= as_of_at
),

timed as (
    select
        *,
        {{ plus_days(
            'first_due_at', '(request_number - 1) * coalesce(repeat_days, 0)'
        ) }} as due_at,
    from numbered
),

due as (
    select * from timed
    where answered_at is null or answered_at < due_at
)

select * from due
