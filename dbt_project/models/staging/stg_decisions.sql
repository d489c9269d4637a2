-- Each decision that stands. One that was undone does not, unless its undoing was
-- undone in turn. Of several undos of one event the newest counts, so that every
-- decision has one chain of them; it stands where their number is even.
with recursive

decisions as (
    select * from {{ source('desk', 'decisions') }}
),

undos as (
    select
        event_id,
        object_id as undone_event_id,
        row_number() over (
            partition by object_id order by decided_at desc, event_id desc
        ) as recency,
    from decisions
    where kind = 'undo'
),

newest_undos as (
    select * from undos
    where recency = 1
),

chains as (
    select
        event_id,
        event_id as last_event_id,
        0 as undos_count,
    from decisions
    where kind <> 'undo'
    union all
    select
        chains.event_id,
        newest_undos.event_id as last_event_id,
        chains.undos_count + 1 as undos_count,
    from chains
    inner join newest_undos on chains.last_event_id = newest_undos.undone_event_id
),

counted as (
    select
        event_id,
        max(undos_count) as undos_count,
    from chains
    group by event_id
),

standing as (
    select decisions.*
    from decisions
    inner join counted on decisions.event_id = counted.event_id
    where counted.undos_count % 2 = 0
)

select * from standing
