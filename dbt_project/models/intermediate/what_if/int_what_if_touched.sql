-- The credit of each campaign for a conversion under models of touches, by threshold
-- and lookback.
with

contacts as (
    select * from {{ ref('int_what_if_contacts') }}
    where campaign_id is not null
),

spans as (
    select distinct
        match_threshold,
        lookback_days,
    from {{ ref('int_what_if_settings') }}
    where lookback_days is not null
),

settings as (
    select
        setting_id,
        attribution_model,
        match_threshold,
        lookback_days,
    from {{ ref('int_what_if_settings') }}
    where lookback_days is not null
),

rules as (
    select
        half_life_days,
        position_first_weight,
        position_middle_weight,
        position_last_weight,
    from {{ source('definition', 'settings') }}
),

touches as (
    select
        spans.match_threshold,
        spans.lookback_days,
        contacts.*,
        row_number() over by_touch as touch_number,
        count(*) over (
            partition by
                spans.match_threshold, spans.lookback_days, contacts.conversion_id
        ) as touches_count,
        row_number() over (
            partition by
                spans.match_threshold, spans.lookback_days, contacts.conversion_id
            order by
                case when contacts.is_direct then 1 else 0 end,
                contacts.created_at desc,
                contacts.lead_id desc
        ) as non_direct_place,
    from contacts
    inner join spans
        on
            contacts.match_probability >= spans.match_threshold
            and contacts.created_at
            >= {{ plus_days('contacts.converted_at', '-spans.lookback_days') }}
    window by_touch as (
        partition by
            spans.match_threshold, spans.lookback_days, contacts.conversion_id
        order by contacts.created_at, contacts.lead_id
    )
),

weighed as (
    select
        settings.setting_id,
        touches.conversion_id,
        touches.campaign_id,
        case settings.attribution_model
            when 'first' then case when touches.touch_number = 1 then 1.0 else 0.0 end
            when 'last'
                then
                    case
                        when touches.touch_number = touches.touches_count then 1.0
                        else 0.0
                    end
            when 'last_non_direct'
                then case when touches.non_direct_place = 1 then 1.0 else 0.0 end
            when 'linear' then 1.0
            when 'time_decay'
                then
                    power(
                        2.0,
                        {{ seconds_between(
                            'touches.converted_at', 'touches.created_at'
                        ) }}
                        / 86400.0 / rules.half_life_days
                    )
            when 'position'
                then
                    case
                        when touches.touches_count = 1 then 1.0
                        when touches.touch_number = 1 then rules.position_first_weight
                        when touches.touch_number = touches.touches_count
                            then rules.position_last_weight
                        else
                            {{ ratio(
                                'rules.position_middle_weight',
                                'touches.touches_count - 2'
                            ) }}
                    end
        end as weight,
    from touches
    inner join settings
        on
            touches.match_threshold = settings.match_threshold
            and touches.lookback_days = settings.lookback_days
    cross join rules
),

shared as (
    select
        setting_id,
        conversion_id,
        campaign_id,
        {{ ratio(
            'weight', 'sum(weight) over (partition by setting_id, conversion_id)'
        ) }} as credit,
    from weighed
)

select
    setting_id,
    conversion_id,
    campaign_id,
    sum(credit) as credit,
from shared
where credit > 0
group by setting_id, conversion_id, campaign_id
