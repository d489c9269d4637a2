-- When each offer was made, seen and accepted. An answer shows that it was seen.
with

offers as (
    select * from {{ ref('stg_lead_offers') }}
),

offered as (
    select
        offer_id,
        lead_id,
        company_id,
        user_id,
        'lead_offered' as milestone,
        offered_at as happened_at,
    from offers
),

acknowledged as (
    select
        offer_id,
        lead_id,
        company_id,
        user_id,
        'offer_acknowledged' as milestone,
        least(
            coalesce(acknowledged_at, responded_at),
            coalesce(responded_at, acknowledged_at)
        ) as happened_at,
    from offers
    where acknowledged_at is not null or response in ('accepted', 'rejected')
),

accepted as (
    select
        offer_id,
        lead_id,
        company_id,
        user_id,
        'offer_accepted' as milestone,
        responded_at as happened_at,
    from offers
    where response = 'accepted'
),

unioned as (
    select * from offered
    union all
    select * from acknowledged
    union all
    select * from accepted
)

select * from unioned
where happened_at is not null
