-- How many stays of each segment ended after each length and how. Until won and until
-- lost are the stays until decided with one of the outcomes as the end that is timed.
with

spells as (
    select * from {{ ref('int_timed_spells') }}
),

segments as (
    select * from {{ ref('int_unique_lead_segments') }}
),

counted as (
    select
        spells.stage,
        segments.segment_kind,
        segments.segment,
        spells.duration_minutes,
        spells.exit_type,
        count(*) as spells,
    from spells
    inner join segments on spells.unique_lead_id = segments.unique_lead_id
    group by
        spells.stage,
        segments.segment_kind,
        segments.segment,
        spells.duration_minutes,
        spells.exit_type
),

timed as (
    select
        stage,
        segment_kind,
        segment,
        duration_minutes,
        exit_type,
        case
            when stage = 'first_contact_to_fulfilled'
                then coalesce(exit_type = 'complete', false)
            else exit_type is not null
        end as is_event,
        spells,
    from counted
    union all
    select
        'first_contact_to_won' as stage,
        segment_kind,
        segment,
        duration_minutes,
        exit_type,
        coalesce(exit_type = 'won', false) as is_event,
        spells,
    from counted
    where stage = 'first_contact_to_decided'
    union all
    select
        'first_contact_to_lost' as stage,
        segment_kind,
        segment,
        duration_minutes,
        exit_type,
        coalesce(exit_type = 'lost', false) as is_event,
        spells,
    from counted
    where stage = 'first_contact_to_decided'
)

select * from timed
