-- What leads name as their campaign that does not exist, with the nearest names that
-- do.
with

held as (
    select * from {{ ref('int_leads_campaigned') }}
    where campaign_status = 'unknown'
),

contacts as (
    select
        lead_id,
        created_at,
    from {{ ref('int_contacts') }}
),

campaigns as (
    select
        campaign_id,
        name,
    from {{ ref('int_campaigns_named') }}
),

named as (
    select
        held.campaign_text,
        count(*) as leads,
        min(contacts.created_at) as first_seen_at,
        max(contacts.created_at) as last_seen_at,
    from held
    inner join contacts on held.lead_id = contacts.lead_id
    group by held.campaign_text
),

compared as (
    select
        named.campaign_text,
        campaigns.campaign_id,
        campaigns.name,
        greatest(
            jaro_winkler_similarity(
                {{ comparable('named.campaign_text') }},
                {{ comparable('campaigns.name') }}
            ),
            jaro_winkler_similarity(
                {{ comparable('named.campaign_text') }},
                {{ comparable('campaigns.campaign_id') }}
            )
        ) as likeness,
    from named
    cross join campaigns
),

ranked as (
    select
        *,
        row_number() over (
            partition by campaign_text order by likeness desc, campaign_id asc
        ) as likeness_rank,
    from compared
),

suggested as (
    select
        campaign_text,
        max(case when likeness_rank = 1 then campaign_id end) as suggested_campaign_id,
        max(case when likeness_rank = 1 then likeness end) as suggestion_likeness,
        string_agg(name, '; ' order by likeness_rank) as nearest_names,
    from ranked
    where likeness_rank <= 3
    group by campaign_text
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        named.campaign_text,
        named.leads,
        named.first_seen_at,
        named.last_seen_at,
        suggested.suggested_campaign_id,
        suggested.suggestion_likeness,
        suggested.nearest_names,
        run_context.run_id,
        run_context.definition_version,
    from named
    cross join run_context
    left join suggested on named.campaign_text = suggested.campaign_text
)

select * from final
