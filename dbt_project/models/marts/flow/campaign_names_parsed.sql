with

campaigns as (
    select
        campaign_id,
        name,
        lower(channel) as channel,
    from {{ ref('int_campaigns_named') }}
),

judged as (
    select * from {{ ref('int_campaign_names') }}
),

naming_parts as (
    select
        lower(channel) as channel,
        pattern,
        placeholder,
        part_regex,
    from {{ source('definition', 'naming_parts') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

followed as (
    select
        campaign_id,
        min(case when is_followed then pattern end) as pattern,
    from judged
    group by campaign_id
),

parsed as (
    select
        campaigns.campaign_id,
        naming_parts.placeholder,
        {{ first_group('campaigns.name', 'naming_parts.part_regex') }} as part,
    from campaigns
    inner join followed on campaigns.campaign_id = followed.campaign_id
    inner join naming_parts
        on
            campaigns.channel = naming_parts.channel
            and followed.pattern = naming_parts.pattern
),

turned as (
    select
        campaign_id,
        {%- for part in [
            'year', 'quarter', 'month', 'event', 'product', 'source', 'company',
            'region', 'topic',
        ] %}
            max(case when placeholder = '{{ part }}' then part end) as {{ part }}_part,
        {%- endfor %}
    from parsed
    group by campaign_id
),

final as (
    select
        campaigns.campaign_id,
        campaigns.name,
        campaigns.channel,
        followed.campaign_id is not null as is_checked,
        case when followed.campaign_id is not null then followed.pattern is not null end
            as is_valid,
        followed.pattern,
        turned.year_part,
        turned.quarter_part,
        turned.month_part,
        turned.event_part,
        turned.product_part,
        turned.source_part,
        turned.company_part,
        turned.region_part,
        turned.topic_part,
        run_context.run_id,
        run_context.definition_version,
    from campaigns
    cross join run_context
    left join followed on campaigns.campaign_id = followed.campaign_id
    left join turned on campaigns.campaign_id = turned.campaign_id
)

select * from final
