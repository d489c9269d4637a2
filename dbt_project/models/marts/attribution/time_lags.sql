with

paths as (
    select * from {{ ref('int_conversion_paths') }}
    where path_kind = 'campaign'
),

measured as (
    select
        'first_touch' as lag_from,
        conversion_id,
        month,
        first_touch_days as days,
    from paths
    union all
    select
        'last_touch' as lag_from,
        conversion_id,
        month,
        last_touch_days as days,
    from paths
),

{{ conversions_by(['lag_from', 'days'], numbers=['days']) }}

select * from final
