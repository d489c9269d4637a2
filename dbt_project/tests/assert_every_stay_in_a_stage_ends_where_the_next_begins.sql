-- Times in stages are added up and compared: a gap or an overlap would count time twice
-- or not at all, and an opportunity would stand in two stages on one day.
with

followed as (
    select
        unique_lead_id,
        entered_at,
        exited_at,
        lead(entered_at) over (
            partition by unique_lead_id order by visit_number
        ) as next_entered_at,
    from {{ ref('int_stage_intervals') }}
)

select * from followed
where
    exited_at < entered_at
    or exited_at <> next_entered_at
    or (exited_at is null and next_entered_at is not null)
    or (exited_at is not null and next_entered_at is null)
