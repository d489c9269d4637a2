{{ config(severity='warn') }}
-- A decision about a lead, a customer, a campaign or an event that is not there changes
-- nothing; whoever took it should know. It counts again should the record come back.
with

standing as (
    select * from {{ ref('stg_decisions') }}
),

records as (
    select record_id from {{ ref('records') }}
),

events as (
    select * from {{ source('desk', 'decisions') }}
),

named as (
    select
        event_id,
        kind,
        case
            when kind in ('merge_persons', 'split_persons') then subject_id
            else {{ record_of_lead('subject_id') }}
        end as record_id,
    from standing
    where kind not in ('create_campaign', 'create_alias', 'accept_naming')
    union all
    select
        event_id,
        kind,
        case
            when kind in ('merge_persons', 'split_persons') then object_id
            else 'customer:' || object_id
        end as record_id,
    from standing
    where kind in ('approve_match', 'reject_match', 'merge_persons', 'split_persons')
),

campaigns as (
    select campaign_id from {{ ref('stg_campaigns') }}
),

campaigns_named as (
    select
        event_id,
        kind,
        case when kind = 'create_alias' then object_id else subject_id end
            as campaign_id,
    from standing
    where kind in ('create_alias', 'accept_naming')
),

missing_campaigns as (
    select
        campaigns_named.event_id,
        campaigns_named.kind,
        campaigns_named.campaign_id as record_id,
    from campaigns_named
    left join campaigns on campaigns_named.campaign_id = campaigns.campaign_id
    where campaigns.campaign_id is null
),

missing_records as (
    select named.*
    from named
    left join records on named.record_id = records.record_id
    where records.record_id is null
),

missing_events as (
    select
        undos.event_id,
        undos.kind,
        undos.object_id as record_id,
    from events as undos
    left join events on undos.object_id = events.event_id
    where undos.kind = 'undo' and events.event_id is null
),

unknown as (
    select * from missing_records
    union all
    select * from missing_campaigns
    union all
    select * from missing_events
)

select * from unknown
