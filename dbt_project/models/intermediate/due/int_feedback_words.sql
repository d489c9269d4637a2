-- What those who work an opportunity said about it, and how much: that they acted, how
-- it stands, or how it ended. Proof by an invoice is not their word.
with

events as (
    select * from {{ ref('int_status_events_judged') }}
    where
        not is_future
        and not is_duplicate
        and not is_unknown_status
        and coalesce(evidence, 'click') <> 'invoice'
),

levels as (
    select
        status,
        feedback_level,
    from {{ source('definition', 'feedback_levels') }}
),

-- The call by which a lead came in is the lead, not a word about it.
attempts as (
    select * from {{ ref('int_lead_happenings') }}
    where
        milestone = 'contact_attempted'
        and not (evidence = 'call' and lead_id = 'call:' || evidence_id)
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

reported as (
    select
        events.unique_lead_id,
        events.lead_id,
        events.event_id as word_id,
        events.acting_company_id as company_id,
        events.user_id,
        events.occurred_at as said_at,
        events.life_cycle_state,
        events.event_number,
        events.follow_up_at,
        coalesce(
            levels.feedback_level,
            case
                when
                    events.life_cycle_state in (
                        'won', 'lost', 'completed', 'cancelled'
                    )
                    then 3
                when
                    events.grain = 'opportunity'
                    and events.life_cycle_state = 'in_progress'
                    then 2
                else 0
            end
        ) as feedback_level,
    from events
    left join levels on events.status = levels.status
),

acted as (
    select
        members.unique_lead_id,
        attempts.lead_id,
        attempts.evidence || ':' || attempts.evidence_id as word_id,
        attempts.company_id,
        attempts.user_id,
        attempts.happened_at as said_at,
        cast(null as {{ dbt.type_string() }}) as life_cycle_state,
        cast(null as bigint) as event_number,
        cast(null as {{ dbt.type_timestamp() }}) as follow_up_at,
        1 as feedback_level,
    from attempts
    inner join members on attempts.lead_id = members.lead_id
),

words as (
    select * from reported
    union all
    select * from acted
)

select * from words
