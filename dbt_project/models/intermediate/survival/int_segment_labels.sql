with

labels as (
    select
        segment_kind,
        segment,
        max(segment_label) as segment_label,
    from {{ ref('int_unique_lead_segments') }}
    group by
        segment_kind,
        segment
)

select * from labels
