-- The way that led to each conversion: its campaigns and its channels in order, those
-- that follow themselves once, and how long it took. Without a touch there is no path.
with

conversions as (
    select * from {{ ref('int_conversions') }}
),

touches as (
    select * from {{ ref('int_conversion_touches') }}
),

campaigns as (
    select
        campaign_id,
        channel,
    from {{ ref('stg_campaigns') }}
),

companies as (
    select
        company_id,
        timezone,
    from {{ ref('stg_companies') }}
),

run_context as (
    select timezone from {{ source('ops', 'run_context') }}
),

placed as (
    select
        'campaign' as path_kind,
        conversion_id,
        touch_number,
        campaign_id as place,
    from touches
    union all
    select
        'channel' as path_kind,
        touches.conversion_id,
        touches.touch_number,
        coalesce(campaigns.channel, '__no_channel__') as place,
    from touches
    left join campaigns on touches.campaign_id = campaigns.campaign_id
),

followed as (
    select
        *,
        lag(place) over (
            partition by path_kind, conversion_id order by touch_number
        ) as previous_place,
    from placed
),

paths as (
    select
        path_kind,
        conversion_id,
        {{ text_joined_in_order('place', 'touch_number', ' > ') }} as path,
        count(*) as steps_count,
    from followed
    where previous_place is null or previous_place <> place
    group by
        path_kind,
        conversion_id
),

spans as (
    select
        conversion_id,
        max(touches_count) as touches_count,
        cast(floor(max(age_seconds) / 86400) as bigint) as first_touch_days,
        cast(floor(min(age_seconds) / 86400) as bigint) as last_touch_days,
    from touches
    group by conversion_id
),

kinds as (
    select * from (values ('campaign'), ('channel')) as kinds (path_kind)
),

described as (
    select
        kinds.path_kind,
        conversions.conversion_id,
        cast(
            date_trunc(
                'month',
                {{ local_date(
                    'conversions.converted_at',
                    'coalesce(companies.timezone, run_context.timezone)'
                ) }}
            ) as date
        ) as month,
        coalesce(paths.path, '__unattributed__') as path,
        coalesce(paths.steps_count, 0) as steps_count,
        coalesce(spans.touches_count, 0) as touches_count,
        spans.first_touch_days,
        spans.last_touch_days,
    from conversions
    cross join kinds
    cross join run_context
    left join companies on conversions.company_id = companies.company_id
    left join paths
        on
            kinds.path_kind = paths.path_kind
            and conversions.conversion_id = paths.conversion_id
    left join spans on conversions.conversion_id = spans.conversion_id
)

select * from described
