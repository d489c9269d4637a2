-- The campaigns of a conversion share it by their Shapley values among the campaigns of
-- its path.
with

touches as (
    select * from {{ ref('int_conversion_touches') }}
),

campaign_weights as (
    select
        paths.conversion_id,
        shares.campaign_id,
        shares.shapley_value as campaign_weight,
    from {{ ref('int_conversion_path_sets') }} as paths
    inner join
        {{ ref('int_shapley_values') }} as shares
        on paths.set_key = shares.set_key
),

{{ touches_weighed_by_campaign() }}

select * from weighed
