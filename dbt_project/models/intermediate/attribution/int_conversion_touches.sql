-- The touches of each conversion: the person's valid contacts with a known campaign up
-- to it, within the lookback, but for dismissed ones and those of which a person said
-- that they are not the customer's.
with

conversions as (
    select * from {{ ref('int_conversions_matched') }}
),

confirmations as (
    select
        unique_lead_id,
        confirmation_status,
    from {{ ref('int_confirmations') }}
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
    where is_valid and campaign_status = 'known'
),

rejected as (
    select
        lead_id,
        object_id as customer_id,
    from {{ ref('int_desk_decisions') }}
    where question = 'match' and kind = 'reject_match'
),

rules as (
    select attribution_lookback_days from {{ source('definition', 'settings') }}
),

touches as (
    select
        contacts.lead_id,
        contacts.person_id,
        contacts.company_scope,
        contacts.campaign_id,
        contacts.created_at,
        contacts.created_date,
    from contacts
    inner join members on contacts.lead_id = members.lead_id
    inner join confirmations on members.unique_lead_id = confirmations.unique_lead_id
    where confirmations.confirmation_status <> 'dismissed'
),

by_person as (
    select
        conversions.conversion_id,
        touches.lead_id,
    from conversions
    cross join rules
    inner join touches
        on
            conversions.person_id = touches.person_id
            and {{ may_be_one_company(
                'conversions.company_id', 'touches.company_scope'
            ) }}
    left join rejected
        on
            touches.lead_id = rejected.lead_id
            and conversions.customer_id = rejected.customer_id
    where
        rejected.lead_id is null
        and touches.created_at <= conversions.converted_until
        and touches.created_at
        >= {{ plus_days(
            'conversions.converted_at', '-rules.attribution_lookback_days'
        ) }}
),

-- The contact that the conversion follows is a touch whatever the scores say, since the
-- source named it or a person approved it, unless it lies before the lookback.
by_match as (
    select
        conversions.conversion_id,
        touches.lead_id,
    from conversions
    cross join rules
    inner join touches on conversions.matched_lead_id = touches.lead_id
    where
        touches.created_at
        >= {{ plus_days(
            'conversions.converted_at', '-rules.attribution_lookback_days'
        ) }}
),

paired as (
    select * from by_person
    union
    select * from by_match
),

numbered as (
    select
        paired.conversion_id,
        touches.lead_id,
        touches.campaign_id,
        touches.company_scope as company_id,
        touches.created_at as touched_at,
        touches.created_date as touched_date,
        row_number() over (
            partition by paired.conversion_id
            order by touches.created_at, touches.lead_id
        ) as touch_number,
        count(*) over (partition by paired.conversion_id) as touches_count,
        -- A touch that was entered after its conversion has no age.
        cast(
            greatest(
                {{ seconds_between(
                    'touches.created_at', 'conversions.converted_until'
                ) }},
                0
            ) as bigint
        ) as age_seconds,
    from paired
    inner join touches on paired.lead_id = touches.lead_id
    inner join conversions on paired.conversion_id = conversions.conversion_id
)

select * from numbered
