-- What came back about the quality of leads: each lead that is no valid one, and each
-- opportunity that was rejected by a company, lost or cancelled, with the reason.
with

contacts as (
    select
        lead_id,
        coalesce(lead_source, origin) as source,
        invalid_reason,
    from {{ ref('int_contacts') }}
    where not is_valid
),

results as (
    select * from {{ ref('int_unique_lead_results') }}
),

events as (
    select * from {{ ref('int_status_events_judged') }}
    where not is_future and not is_duplicate and not is_unknown_status
),

offers as (
    select
        stg_offers.offer_id,
        members.unique_lead_id,
    from {{ ref('stg_lead_offers') }} as stg_offers
    inner join {{ ref('int_unique_lead_members') }} as members
        on stg_offers.lead_id = members.lead_id
    where stg_offers.response = 'rejected'
),

refusals as (
    select
        unique_lead_id,
        lost_reason,
    from events
    where stage = 'rejected'
    union all
    select
        unique_lead_id,
        cast(null as {{ dbt.type_string() }}) as lost_reason,
    from offers
),

cancellations as (
    select
        unique_lead_id,
        max_by(coalesce(lost_reason, ''), event_number) as lost_reason,
    from events
    where life_cycle_state = 'cancelled'
    group by unique_lead_id
),

refused as (
    select
        unique_lead_id,
        max(lost_reason) as lost_reason,
    from refusals
    group by unique_lead_id
),

unioned as (
    select
        source,
        'invalid' as feedback,
        invalid_reason as reason,
        1 as leads,
        0 as unique_leads,
    from contacts
    union all
    select
        results.lead_source as source,
        'rejected' as feedback,
        refused.lost_reason as reason,
        results.leads_count as leads,
        1 as unique_leads,
    from results
    inner join refused on results.unique_lead_id = refused.unique_lead_id
    union all
    select
        lead_source as source,
        'lost' as feedback,
        lost_reason as reason,
        leads_count as leads,
        1 as unique_leads,
    from results
    where result = 'lost'
    union all
    select
        results.lead_source as source,
        'cancelled' as feedback,
        nullif(cancellations.lost_reason, '') as reason,
        results.leads_count as leads,
        1 as unique_leads,
    from results
    left join cancellations
        on results.unique_lead_id = cancellations.unique_lead_id
    where results.result = 'cancelled'
)

select * from unioned
