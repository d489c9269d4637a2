-- The set of campaigns on the path of each conversion, where several share it and are
-- few enough for the Shapley value to be worked out over all of their coalitions.
with

touches as (
    select distinct
        conversion_id,
        campaign_id,
    from {{ ref('int_conversion_touches') }}
    where touches_count > 1
),

campaigns as (
    select
        campaign_id,
        campaign_number,
    from {{ ref('int_path_campaigns') }}
),

sets as (
    select
        touches.conversion_id,
        count(*) as campaigns_count,
        {{ text_joined_in_order(
            'cast(campaigns.campaign_number as ' ~ dbt.type_string() ~ ')',
            'campaigns.campaign_number'
        ) }} as set_key,
    from touches
    inner join campaigns on touches.campaign_id = campaigns.campaign_id
    group by touches.conversion_id
)

select * from sets
where campaigns_count between 2 and {{ var('shapley_campaigns') }}
