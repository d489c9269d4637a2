-- The contacts that may have led to each conversion, with how likely each is its
-- customer's: from the pairs that are kept, whatever the thresholds in force. A contact
-- that the rules of decided opportunities or product lines made begin a new opportunity
-- does so here as well.
with

conversions as (
    select * from {{ ref('int_conversions_matched') }}
    where customer_id is not null
),

rules as (
    select matching_window_days from {{ source('definition', 'settings') }}
),

rejected as (
    select
        lead_id,
        object_id as customer_id,
    from {{ ref('int_desk_decisions') }}
    where question = 'match' and kind = 'reject_match'
),

candidates as (
    select
        candidates.lead_id,
        candidates.customer_id,
        candidates.match_probability,
    from {{ ref('int_customer_candidates') }} as candidates
    left join rejected
        on
            candidates.lead_id = rejected.lead_id
            and candidates.customer_id = rejected.customer_id
    where rejected.lead_id is null and candidates.match_probability >= 0.5
),

members as (
    select
        lead_id,
        boundary_reason,
    from {{ ref('int_unique_lead_members') }}
),

campaigns as (
    select
        campaign_id,
        lower(channel) as channel,
    from {{ ref('stg_campaigns') }}
),

direct_channels as (
    select channel from {{ source('definition', 'direct_channels') }}
),

contacts as (
    select
        contacts.lead_id,
        contacts.created_at,
        contacts.company_scope,
        contacts.campaign_id,
        direct_channels.channel is not null as is_direct,
        coalesce(members.boundary_reason in ('decided', 'product_line'), false)
            as begins_anew,
    from {{ ref('int_contacts') }} as contacts
    inner join members on contacts.lead_id = members.lead_id
    left join campaigns on contacts.campaign_id = campaigns.campaign_id
    left join direct_channels on campaigns.channel = direct_channels.channel
),

paired as (
    select
        conversions.conversion_id,
        conversions.converted_at,
        contacts.lead_id,
        contacts.created_at,
        contacts.campaign_id,
        contacts.is_direct,
        contacts.begins_anew,
        candidates.match_probability,
    from conversions
    cross join rules
    inner join candidates on conversions.customer_id = candidates.customer_id
    inner join contacts
        on
            candidates.lead_id = contacts.lead_id
            and {{ may_be_one_company(
                'conversions.company_id', 'contacts.company_scope'
            ) }}
    where
        contacts.created_at <= conversions.converted_until
        and contacts.created_at
        >= {{ plus_days('conversions.converted_at', '-rules.matching_window_days') }}
)

select * from paired
