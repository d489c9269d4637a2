-- The decision in force on each lead: the newest that was not undone.
with

decisions as (
    select * from {{ source('desk', 'decisions') }}
),

undone as (
    select object_id as event_id from decisions
    where kind = 'undo'
),

standing as (
    select
        decisions.*,
        case
            when decisions.kind in ('dismiss', 'restore') then 'dismissal' else 'match'
        end as question,
    from decisions
    left join undone on decisions.event_id = undone.event_id
    where undone.event_id is null and decisions.kind <> 'undo'
),

ranked as (
    select
        *,
        row_number() over (
            partition by subject_id, question order by decided_at desc, event_id desc
        ) as recency,
    from standing
),

newest as (
    select
        subject_id as lead_id,
        question,
        kind,
        object_id,
        decided_at,
        decided_by,
        reason,
    from ranked
    where recency = 1
)

select * from newest
