-- The journeys that the data-driven models learn from. A journey is the touches of a
-- unique lead up to its conversion; what comes after a conversion belongs to the next
-- journey, and one without a conversion led to nothing. Touches of one campaign that
-- follow each other are one step.
with

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

confirmations as (
    select unique_lead_id from {{ ref('int_confirmations') }}
    where confirmation_status <> 'dismissed'
),

contacts as (
    select
        lead_id,
        campaign_id,
        created_at,
    from {{ ref('int_contacts') }}
    where is_valid and campaign_status = 'known'
),

rules as (
    select attribution_lookback_days from {{ source('definition', 'settings') }}
),

-- An estimate is a conversion once it is accepted: then the ledger knows it.
accepted as (
    select distinct conversion_id from {{ ref('int_ledger_entries') }}
    where revenue_basis = 'estimated'
),

-- A conversion that was entered before the contact that it follows ends with that.
conversions as (
    select
        matched.unique_lead_id,
        matched.converted_at,
        greatest(
            matched.converted_until,
            coalesce(contacts.created_at, matched.converted_until)
        ) as ended_at,
    from {{ ref('int_conversions_matched') }} as matched
    left join accepted on matched.conversion_id = accepted.conversion_id
    left join contacts on matched.matched_lead_id = contacts.lead_id
    where
        matched.unique_lead_id is not null
        and not matched.is_cancelled
        and (
            matched.conversion_kind <> 'estimate'
            or accepted.conversion_id is not null
        )
),

ends as (
    select
        unique_lead_id,
        ended_at,
        min(converted_at) as converted_at,
        row_number() over (partition by unique_lead_id order by ended_at)
            as journey_number,
    from conversions
    group by
        unique_lead_id,
        ended_at
),

events as (
    select
        members.unique_lead_id,
        contacts.created_at as happened_at,
        0 as is_end,
        contacts.lead_id,
        contacts.campaign_id,
    from contacts
    inner join members on contacts.lead_id = members.lead_id
    inner join confirmations on members.unique_lead_id = confirmations.unique_lead_id
    union all
    select
        unique_lead_id,
        ended_at as happened_at,
        1 as is_end,
        cast(null as {{ dbt.type_string() }}) as lead_id,
        cast(null as {{ dbt.type_string() }}) as campaign_id,
    from ends
),

placed as (
    select
        *,
        1 + sum(is_end) over (
            partition by unique_lead_id
            order by happened_at, is_end, lead_id
            rows between unbounded preceding and current row
        ) as journey_number,
    from events
),

reached as (
    select
        placed.unique_lead_id,
        placed.journey_number,
        placed.campaign_id,
        placed.happened_at,
        placed.lead_id,
        ends.ended_at is not null as is_converted,
        lag(placed.campaign_id) over (
            partition by placed.unique_lead_id, placed.journey_number
            order by placed.happened_at, placed.lead_id
        ) as previous_campaign_id,
    from placed
    cross join rules
    left join ends
        on
            placed.unique_lead_id = ends.unique_lead_id
            and placed.journey_number = ends.journey_number
    where
        placed.is_end = 0
        and (
            ends.ended_at is null
            or placed.happened_at
            >= {{ plus_days('ends.converted_at', '-rules.attribution_lookback_days') }}
        )
),

numbered as (
    select
        unique_lead_id,
        journey_number,
        campaign_id,
        is_converted,
        row_number() over (
            partition by unique_lead_id, journey_number
            order by happened_at, lead_id
        ) as step_number,
        count(*) over (partition by unique_lead_id, journey_number) as steps_count,
    from reached
    where previous_campaign_id is null or previous_campaign_id <> campaign_id
)

select * from numbered
