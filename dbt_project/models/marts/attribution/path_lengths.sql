with

measured as (
    select
        conversion_id,
        month,
        touches_count,
    from {{ ref('int_conversion_paths') }}
    where path_kind = 'campaign'
),

{{ conversions_by(['touches_count'], numbers=['touches_count']) }}

select * from final
