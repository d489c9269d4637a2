-- The confirmation of each opportunity: its campaign is assigned to its records only
-- when a customer is matched, no review is pending and the campaign is known.
with

formed as (
    select
        unique_lead_id,
        campaign_id,
        campaign_status,
    from {{ ref('int_unique_leads_formed') }}
),

matched as (
    select * from {{ ref('int_unique_leads_matched') }}
),

confirmations as (
    select
        formed.unique_lead_id,
        matched.customer_id,
        matched.candidate_customer_id,
        matched.match_status,
        matched.match_probability,
        case
            when matched.match_status = 'dismissed' then 'dismissed'
            when
                matched.match_status in ('auto', 'approved')
                and formed.campaign_status = 'known'
                then 'confirmed'
            else 'pending'
        end as confirmation_status,
        case
            when matched.match_status = 'dismissed' then 'dismissed by a person'
            when matched.match_status = 'review' then 'match waits for review'
            when matched.match_status = 'unmatched' then 'no customer found'
            when formed.campaign_status = 'unknown' then 'campaign does not exist'
            when formed.campaign_status = 'none' then 'no campaign named'
        end as pending_because,
    from formed
    inner join matched on formed.unique_lead_id = matched.unique_lead_id
)

select * from confirmations
