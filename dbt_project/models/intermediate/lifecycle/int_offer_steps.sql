-- What happened to the offer of each lead to each company: sent, acknowledged, answered
-- or lapsed, from the offers and from what companies report of them.
with

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

offers as (
    select
        members.unique_lead_id,
        stg_offers.*,
        run_context.as_of_at,
    from {{ ref('stg_lead_offers') }} as stg_offers
    inner join members on stg_offers.lead_id = members.lead_id
    cross join {{ source('ops', 'run_context') }} as run_context
),

reported as (
    select * from {{ ref('int_status_events_judged') }}
    where
        grain = 'offer'
        and not is_duplicate
        and not is_future
),

stages as (
    select * from {{ ref('stages') }}
),

moments as (
    select
        *,
        'unacknowledged' as offer_stage,
        false as is_lapse,
        offered_at as occurred_at,
    from offers
    union all
    select
        *,
        'acknowledged' as offer_stage,
        false as is_lapse,
        acknowledged_at as occurred_at,
    from offers
    union all
    select
        *,
        response as offer_stage,
        false as is_lapse,
        coalesce(responded_at, acknowledged_at, offered_at) as occurred_at,
    from offers
    where response in ('accepted', 'rejected')
    union all
    -- An offer that nobody answers lapses when its exclusivity ends.
    select
        *,
        'lapsed' as offer_stage,
        true as is_lapse,
        coalesce(responded_at, expires_at) as occurred_at,
    from offers
    where response = 'timeout' or (response is null and responded_at is null)
),

unioned as (
    select
        unique_lead_id,
        lead_id,
        company_id,
        user_id,
        cast(null as {{ dbt.type_string() }}) as actor_role,
        occurred_at,
        offer_stage,
        is_lapse,
        'offer' as evidence,
        true as is_inferred,
        true as is_valid_transition,
        false as opens_again,
        offer_id as event_id,
        first_delivered_at as delivered_at,
    from moments
    where occurred_at <= as_of_at
    union all
    select
        unique_lead_id,
        lead_id,
        acting_company_id as company_id,
        user_id,
        actor_role,
        occurred_at,
        stage as offer_stage,
        false as is_lapse,
        evidence,
        false as is_inferred,
        is_valid_transition,
        opens_again,
        event_id,
        delivered_at,
    from reported
),

numbered as (
    select
        unioned.*,
        row_number() over (
            partition by unioned.unique_lead_id
            order by
                unioned.occurred_at,
                coalesce(stages.stage_order, 0),
                unioned.is_inferred,
                unioned.event_id,
                unioned.lead_id,
                unioned.company_id
        ) as offer_step_number,
    from unioned
    left join stages on unioned.offer_stage = stages.stage
)

select * from numbered
