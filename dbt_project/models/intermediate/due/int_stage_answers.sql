-- What was said of each opportunity since it entered its stage, and by whom it was last
-- reported on.
with

stays as (
    select
        unique_lead_id,
        entered_at,
    from {{ ref('int_stage_intervals') }}
    where is_open
),

words as (
    select * from {{ ref('int_feedback_words') }}
),

newest_events as (
    select
        unique_lead_id,
        max_by(lead_id, event_number) as lead_id,
        max_by(coalesce(user_id, ''), event_number) as user_id,
        max_by(
            coalesce(follow_up_at, cast('1900-01-01' as {{ dbt.type_timestamp() }})),
            event_number
        ) as follow_up_at,
    from words
    where event_number is not null
    group by unique_lead_id
),

said as (
    select
        words.unique_lead_id,
        max(words.feedback_level) as feedback_level,
        max(case when words.feedback_level > 0 then words.said_at end) as last_word_at,
    from words
    inner join stays
        on
            words.unique_lead_id = stays.unique_lead_id
            and words.said_at >= stays.entered_at
    group by words.unique_lead_id
),

answers as (
    select
        stays.unique_lead_id,
        newest_events.lead_id,
        nullif(newest_events.user_id, '') as user_id,
        -- An answer of an earlier stage is about what was asked then.
        case
            when newest_events.follow_up_at >= stays.entered_at
                then newest_events.follow_up_at
        end as follow_up_at,
        said.feedback_level,
        said.last_word_at,
    from stays
    left join newest_events on stays.unique_lead_id = newest_events.unique_lead_id
    left join said on stays.unique_lead_id = said.unique_lead_id
)

select * from answers
