-- The last touch of a channel that is not direct takes all; where every touch is
-- direct, the last one.
with

touches as (
    select * from {{ ref('int_conversion_touches') }}
),

direct_campaigns as (
    select campaigns.campaign_id
    from {{ ref('stg_campaigns') }} as campaigns
    inner join
        {{ source('definition', 'direct_channels') }} as direct_channels
        on lower(campaigns.channel) = direct_channels.channel
),

chosen as (
    select
        touches.conversion_id,
        coalesce(
            max(
                case
                    when direct_campaigns.campaign_id is null
                        then touches.touch_number
                end
            ),
            max(touches.touch_number)
        ) as touch_number,
    from touches
    left join direct_campaigns on touches.campaign_id = direct_campaigns.campaign_id
    group by touches.conversion_id
),

weighed as (
    select
        {{ weighed_touch('touches', '1', is_alone='true') }},
    from touches
    inner join chosen
        on
            touches.conversion_id = chosen.conversion_id
            and touches.touch_number = chosen.touch_number
)

select * from weighed
