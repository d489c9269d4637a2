-- Each campaign whose channel has patterns beside each of them: whether its name
-- follows it, and what it would be called if it did, from what is known of it.
with

campaigns as (
    select
        campaign_id,
        name,
        lower(channel) as channel,
        source,
        start_date,
    from {{ ref('int_campaigns_named') }}
),

naming as (
    select
        lower(channel) as channel,
        pattern,
        pattern_regex,
    from {{ source('definition', 'source_naming') }}
),

leads as (
    select
        campaign_id,
        product_line,
        count(*) as leads,
    from {{ ref('int_contacts') }}
    where campaign_id is not null
    group by
        campaign_id,
        product_line
),

lines as (
    select
        campaign_id,
        product_line,
        row_number() over (
            partition by campaign_id order by leads desc, product_line asc
        ) as place,
    from leads
    where product_line is not null
),

products as (
    select distinct product_line from {{ source('definition', 'products') }}
    where product_line is not null
),

named_lines as (
    select
        campaigns.campaign_id,
        min(products.product_line) as product_line,
    from campaigns
    inner join products
        on
            position(lower(products.product_line) in lower(campaigns.name)) > 0
    group by campaigns.campaign_id
),

known as (
    select
        campaigns.*,
        coalesce(
            {{ first_group('campaigns.name', "'((?:19|20)[0-9]{2})'") }},
            cast(extract(year from campaigns.start_date) as {{ dbt.type_string() }})
        ) as year_part,
        lpad(
            cast(extract(month from campaigns.start_date) as {{ dbt.type_string() }}),
            2, '0'
        ) as month_part,
        'Q'
        || cast(extract(quarter from campaigns.start_date) as {{ dbt.type_string() }})
            as quarter_part,
        {{ without(
            without('campaigns.name', "'(19|20)[0-9]{2}'"), "'[^A-Za-z0-9-]'"
        ) }} as event_part,
        {{ without(
            'coalesce(named_lines.product_line, lines.product_line)',
            "'[^A-Za-z0-9-]'",
        ) }} as product_part,
        {{ without('campaigns.source', "'[^A-Za-z0-9-]'") }} as source_part,
    from campaigns
    left join named_lines on campaigns.campaign_id = named_lines.campaign_id
    left join lines
        on campaigns.campaign_id = lines.campaign_id and lines.place = 1
),

judged as (
    select
        known.campaign_id,
        known.name,
        known.channel,
        naming.pattern,
        {{ matches_case('known.name', 'naming.pattern_regex') }} as is_followed,
        {{ filled_pattern(
            'naming.pattern',
            ['year', 'quarter', 'month', 'event', 'product', 'source'],
            'known.',
        ) }} as suggestion,
    from known
    inner join naming on known.channel = naming.channel
)

select * from judged
