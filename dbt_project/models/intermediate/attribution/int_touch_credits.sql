-- The credit of each touch under each attribution model, in millionths of millionths so
-- that the credits of a conversion sum to exactly 1.
with

touches as (
    select * from {{ ref('int_conversion_touches') }}
),

conversions as (
    select
        conversion_id,
        unique_lead_id,
    from {{ ref('int_conversions_matched') }}
),

confirmations as (
    select unique_lead_id from {{ ref('int_confirmations') }}
    where confirmation_status = 'confirmed'
),

formed as (
    select
        unique_lead_id,
        campaign_lead_id,
        campaign_id,
        company_scope,
        first_lead_date,
    from {{ ref('int_unique_leads_formed') }}
),

-- The unique lead's campaign takes all, in the cohort of the opportunity.
confirmed as (
    select
        'confirmed' as attribution_model,
        conversions.conversion_id,
        formed.campaign_lead_id as lead_id,
        formed.campaign_id,
        formed.company_scope as company_id,
        formed.first_lead_date as cohort_date,
        cast(1000000000000 as bigint) as credit_units,
        cast(1 as bigint) as touch_number,
    from conversions
    inner join
        confirmations
        on conversions.unique_lead_id = confirmations.unique_lead_id
    inner join formed on conversions.unique_lead_id = formed.unique_lead_id
),

first_touch as (
    select
        'first' as attribution_model,
        conversion_id,
        lead_id,
        campaign_id,
        company_id,
        touched_date as cohort_date,
        cast(1000000000000 as bigint) as credit_units,
        touch_number,
    from touches
    where touch_number = 1
),

last_touch as (
    select
        'last' as attribution_model,
        conversion_id,
        lead_id,
        campaign_id,
        company_id,
        touched_date as cohort_date,
        cast(1000000000000 as bigint) as credit_units,
        touch_number,
    from touches
    where touch_number = touches_count
),

-- What an even split leaves over goes, unit by unit, to the earliest touches.
linear as (
    select
        'linear' as attribution_model,
        conversion_id,
        lead_id,
        campaign_id,
        company_id,
        touched_date as cohort_date,
        1000000000000 // touches_count
        + case
            when touch_number <= 1000000000000 % touches_count then 1 else 0
        end as credit_units,
        touch_number,
    from touches
),

unioned as (
    select * from confirmed
    union all
    select * from first_touch
    union all
    select * from last_touch
    union all
    select * from linear
),

credited as (
    select
        attribution_model,
        conversion_id,
        lead_id,
        campaign_id,
        company_id,
        cohort_date,
        touch_number,
        cast(credit_units as bigint) as credit_units,
        cast(
            cast(credit_units as decimal(25, 12)) / 1000000000000 as decimal(14, 12)
        ) as credit,
    from unioned
)

select * from credited
