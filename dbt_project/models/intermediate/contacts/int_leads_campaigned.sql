with

leads as (
    select
        lead_id,
        campaign_named,
        tracking_number,
        utm_campaign,
    from {{ ref('int_leads_unioned') }}
),

keys as (
    select * from {{ ref('int_campaign_keys') }}
),

-- Whether tracking numbers are mapped at all: if none is, a number names no campaign.
mapped_numbers as (
    select count(*) > 0 as are_mapped from keys
    where key_kind = 'tracking_number'
),

compared as (
    select
        lead_id,
        campaign_named,
        utm_campaign,
        tracking_number,
        {{ comparable('campaign_named') }} as named_key,
        {{ comparable('utm_campaign') }} as utm_key,
        {{ comparable_number('tracking_number') }} as number_key,
    from leads
),

resolved as (
    select
        compared.lead_id,
        coalesce(
            by_name.campaign_id, by_number.campaign_id, by_utm.campaign_id
        ) as campaign_id,
        coalesce(
            compared.campaign_named,
            compared.utm_campaign,
            case when mapped_numbers.are_mapped then compared.tracking_number end
        ) as campaign_text,
    from compared
    cross join mapped_numbers
    left join keys as by_name
        on compared.named_key = by_name.key_text and by_name.key_kind = 'campaign'
    left join keys as by_number
        on
            compared.number_key = by_number.key_text
            and by_number.key_kind = 'tracking_number'
    left join keys as by_utm
        on compared.utm_key = by_utm.key_text and by_utm.key_kind = 'campaign'
),

judged as (
    select
        lead_id,
        campaign_id,
        campaign_text,
        case
            when campaign_id is not null then 'known'
            when campaign_text is not null then 'unknown'
            else 'none'
        end as campaign_status,
    from resolved
)

select * from judged
