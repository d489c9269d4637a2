-- Each campaign with the name that people accepted for it at the desk. It counts while
-- the source still calls the campaign by the name that it was to replace; the newest
-- standing one does.
with

campaigns as (
    select * from {{ ref('stg_campaigns') }}
),

standing as (
    select
        event_id,
        subject_id as campaign_id,
        {{ json_value('payload', "'name'") }} as accepted_name,
        {{ json_value('payload', "'instead_of'") }} as replaced_name,
        decided_at,
    from {{ ref('stg_decisions') }}
    where kind = 'accept_naming'
),

ranked as (
    select
        standing.*,
        row_number() over (
            partition by standing.campaign_id
            order by standing.decided_at desc, standing.event_id desc
        ) as recency,
    from standing
    inner join campaigns
        on
            standing.campaign_id = campaigns.campaign_id
            and standing.replaced_name = campaigns.name
),

named as (
    select
        campaigns.campaign_id,
        coalesce(ranked.accepted_name, campaigns.name) as name,
        campaigns.name as delivered_name,
        ranked.event_id as naming_event_id,
        campaigns.channel,
        campaigns.source,
        campaigns.medium,
        campaigns.company_id,
        campaigns.start_date,
        campaigns.end_date,
        campaigns.budget_amount,
        campaigns.currency,
        campaigns.is_paid,
        campaigns.source_file,
        campaigns.source_line,
    from campaigns
    left join ranked
        on campaigns.campaign_id = ranked.campaign_id and ranked.recency = 1
)

select * from named
