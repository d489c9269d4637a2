-- Opportunities that every company turned down to which they were offered. An offer that
-- ran out is no answer: it counts as turned down only beside one that was refused.
with

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

offers as (
    select * from {{ ref('stg_lead_offers') }}
),

events as (
    select
        events.*,
        statuses.stage,
    from {{ ref('stg_lead_status_events') }} as events
    inner join {{ source('definition', 'statuses') }} as statuses
        on events.status = statuses.status
    where statuses.stage is not null
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

words as (
    select
        lead_id,
        'offer:' || coalesce(company_id, '') || ':' || coalesce(user_id, '') as voice,
        coalesce(responded_at, offered_at) as said_at,
        coalesce(response, 'open') as word,
        offer_id as word_id,
    from offers
    union all
    select
        lead_id,
        'event:' || coalesce(company_id, '') as voice,
        occurred_at as said_at,
        case stage when 'unacknowledged' then 'open' else stage end as word,
        event_id as word_id,
    from events
),

said as (
    select
        members.unique_lead_id,
        words.voice,
        words.said_at,
        words.word,
        row_number() over (
            partition by members.unique_lead_id, words.voice
            order by words.said_at desc, words.word_id desc
        ) as recency,
        max(case when words.word = 'rejected' then 1 else 0 end) over (
            partition by members.unique_lead_id, words.voice
        ) as was_rejected,
    from words
    inner join members on words.lead_id = members.lead_id
    cross join run_context
    where words.said_at <= run_context.as_of_at
),

-- That a lead is new says nothing beside what became of its offers; said of one that
-- was turned down before, it is on offer again.
last_words as (
    select * from said
    where
        recency = 1
        and not (word = 'open' and voice like 'event:%' and was_rejected = 0)
),

rejected as (
    select
        unique_lead_id,
        max(said_at) as rejected_at,
    from last_words
    group by unique_lead_id
    having
        sum(case when word in ('rejected', 'timeout') then 0 else 1 end) = 0
        and sum(case when word = 'rejected' then 1 else 0 end) > 0
)

select * from rejected
