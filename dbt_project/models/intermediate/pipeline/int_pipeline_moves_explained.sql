-- The pipeline of each earlier publication in three tellings that can be added up: as
-- it was published, as it stands now, and what late deliveries changed in it.
with

published as (
    select * from {{ ref('int_pipeline_snapshots_kept') }}
),

moments as (
    select distinct
        as_of_at,
        as_of_date,
    from published
),

intervals as (
    select * from {{ ref('int_pipeline_intervals') }}
),

late_moves as (
    select * from {{ ref('int_pipeline_late_moves') }}
),

states as (
    select * from {{ ref('life_cycle_states') }}
),

places as (
    select distinct
        unique_lead_id,
        company_id,
        campaign_id,
        target_amount,
        weighted_amount,
    from intervals
),

now as (
    select
        moments.as_of_at,
        intervals.*,
    from moments
    inner join intervals
        on
            moments.as_of_at >= intervals.entered_at
            and (
                intervals.exited_at is null or moments.as_of_at < intervals.exited_at
            )
),

tellings as (
    select
        as_of_at,
        stage,
        company_id,
        campaign_id,
        open_unique_leads as published_count,
        target_amount as published_amount,
        0 as now_count,
        0 as now_amount,
        0 as late_count,
        0 as late_amount,
        0 as late_events,
    from published
    union all
    select
        as_of_at,
        stage,
        company_id,
        campaign_id,
        0 as published_count,
        0 as published_amount,
        1 as now_count,
        coalesce(target_amount, 0) as now_amount,
        0 as late_count,
        0 as late_amount,
        0 as late_events,
    from now
    union all
    select
        now.as_of_at,
        now.stage,
        now.company_id,
        now.campaign_id,
        0 as published_count,
        0 as published_amount,
        0 as now_count,
        0 as now_amount,
        1 as late_count,
        coalesce(now.target_amount, 0) as late_amount,
        -- Counted once: where the opportunity stood, else where it came to stand.
        case
            when late_moves.is_unknown_then = 1 or not states.is_open
                then late_moves.late_events
            else 0
        end as late_events,
    from now
    inner join late_moves
        on
            now.unique_lead_id = late_moves.unique_lead_id
            and now.as_of_at = late_moves.as_of_at
    inner join states on late_moves.state_then = states.life_cycle_state
    union all
    select
        late_moves.as_of_at,
        late_moves.stage_then as stage,
        places.company_id,
        places.campaign_id,
        0 as published_count,
        0 as published_amount,
        0 as now_count,
        0 as now_amount,
        -1 as late_count,
        -coalesce(places.target_amount, 0) as late_amount,
        late_moves.late_events,
    from late_moves
    inner join places on late_moves.unique_lead_id = places.unique_lead_id
    inner join states on late_moves.state_then = states.life_cycle_state
    where states.is_open and late_moves.is_unknown_then = 0
),

summed as (
    select
        as_of_at,
        stage,
        company_id,
        campaign_id,
        sum(published_count) as published_count,
        sum(published_amount) as published_amount,
        sum(now_count) as now_count,
        sum(now_amount) as now_amount,
        sum(late_count) as late_count,
        sum(late_amount) as late_amount,
        sum(late_events) as late_events,
    from tellings
    group by
        as_of_at,
        stage,
        company_id,
        campaign_id
)

select
    summed.*,
    moments.as_of_date,
from summed
inner join moments on summed.as_of_at = moments.as_of_at
