with

campaigns as (
    select * from {{ ref('int_campaigns_named') }}
),

-- An alias decided at the desk may name a campaign that is not there.
aliases as (
    select aliases.*
    from {{ ref('stg_campaign_aliases') }} as aliases
    inner join campaigns on aliases.campaign_id = campaigns.campaign_id
),

keys as (
    select
        1 as key_rank,
        'campaign' as key_kind,
        {{ comparable('campaign_id') }} as key_text,
        campaign_id,
    from campaigns
    union all
    select
        2 as key_rank,
        'campaign' as key_kind,
        {{ comparable('name') }} as key_text,
        campaign_id,
    from campaigns
    union all
    -- Who still uses the name from before it was mended means the same campaign.
    select
        2 as key_rank,
        'campaign' as key_kind,
        {{ comparable('delivered_name') }} as key_text,
        campaign_id,
    from campaigns
    union all
    select
        3 as key_rank,
        'campaign' as key_kind,
        {{ comparable('alias') }} as key_text,
        campaign_id,
    from aliases
    where alias_type in ('name', 'utm_campaign')
    union all
    select
        4 as key_rank,
        'tracking_number' as key_kind,
        {{ comparable_number('alias') }} as key_text,
        campaign_id,
    from aliases
    where alias_type = 'tracking_number'
),

-- A name that two campaigns share names neither of them.
unambiguous as (
    select
        key_kind,
        key_text,
        key_rank,
        min(campaign_id) as campaign_id,
    from keys
    where key_text is not null
    group by
        key_kind,
        key_text,
        key_rank
    having count(distinct campaign_id) = 1
),

ranked as (
    select
        *,
        row_number()
            over (partition by key_kind, key_text order by key_rank)
            as preference,
    from unambiguous
),

best as (
    select
        key_kind,
        key_text,
        campaign_id,
    from ranked
    where preference = 1
)

select * from best
