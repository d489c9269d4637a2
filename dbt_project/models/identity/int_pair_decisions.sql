-- What people at the desk said of two records: one person or two. The newest standing
-- decision on a pair counts, and a lead has one approved customer, the newest. What is
-- said of a record that is no longer there waits until it is there again.
with

standing as (
    select * from {{ ref('stg_decisions') }}
),

records as (
    select record_id from {{ ref('records') }}
),

-- A decision on a match names a lead and a customer by their own ids.
said_of_matches as (
    select
        event_id,
        {{ record_of_lead('subject_id') }} as first_record,
        'customer:' || object_id as second_record,
        kind,
        kind = 'approve_match' as is_same_person,
        decided_at,
        decided_by,
        reason,
    from standing
    where kind in ('approve_match', 'reject_match')
),

said_of_persons as (
    select
        event_id,
        subject_id as first_record,
        object_id as second_record,
        kind,
        kind = 'merge_persons' as is_same_person,
        decided_at,
        decided_by,
        reason,
    from standing
    where kind in ('merge_persons', 'split_persons')
),

unioned as (
    select * from said_of_matches
    union all
    select * from said_of_persons
),

existing as (
    select
        unioned.*,
        least(unioned.first_record, unioned.second_record) as record_l,
        greatest(unioned.first_record, unioned.second_record) as record_r,
    from unioned
    inner join records as first_records
        on unioned.first_record = first_records.record_id
    inner join records as second_records
        on unioned.second_record = second_records.record_id
    where unioned.first_record <> unioned.second_record
),

ranked as (
    select
        *,
        row_number() over (
            partition by record_l, record_r order by decided_at desc, event_id desc
        ) as recency,
    from existing
),

newest as (
    select
        *,
        row_number() over (
            partition by first_record, kind order by decided_at desc, event_id desc
        ) as recency_of_kind,
    from ranked
    where recency = 1
),

in_force as (
    select
        record_l,
        record_r,
        is_same_person,
        event_id,
        kind,
        decided_at,
        decided_by,
        reason,
    from newest
    where kind <> 'approve_match' or recency_of_kind = 1
)

select * from in_force
