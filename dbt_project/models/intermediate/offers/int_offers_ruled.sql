-- An offer with the rule that holds for its lead, and what is known of it by now: an
-- answer of the future is none yet. Of several rules that fit, the one that names both
-- origin and level holds, then the one that names the origin, then the level.
with

offers as (
    select * from {{ ref('stg_lead_offers') }}
),

leads as (
    select
        lead_id,
        origin,
    from {{ ref('int_leads_unioned') }}
),

qualified as (
    select
        lead_id,
        mql_level,
    from {{ ref('int_leads_qualified') }}
),

rules as (
    select * from {{ source('definition', 'offer_rules') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

known as (
    select
        offers.offer_id,
        offers.lead_id,
        offers.company_id,
        offers.user_id,
        offers.offered_at,
        offers.expires_at,
        offers.mode as given_mode,
        leads.origin,
        qualified.mql_level,
        offers.offered_at > run_context.as_of_at as is_in_future,
        case
            when offers.acknowledged_at <= run_context.as_of_at
                then offers.acknowledged_at
        end as acknowledged_at,
        case
            when offers.responded_at <= run_context.as_of_at
                then offers.responded_at
        end as responded_at,
        case
            when
                offers.offered_at <= run_context.as_of_at
                and coalesce(offers.responded_at <= run_context.as_of_at, true)
                then offers.response
        end as response,
    from offers
    cross join run_context
    left join leads on offers.lead_id = leads.lead_id
    left join qualified on offers.lead_id = qualified.lead_id
),

fitting as (
    select
        known.offer_id,
        rules.mode as rule_mode,
        rules.exclusivity_minutes,
        row_number() over (
            partition by known.offer_id
            order by
                case when rules.origin is null then 1 else 0 end,
                case when rules.mql_level is null then 1 else 0 end
        ) as preference,
    from known
    inner join rules
        on
            (rules.origin is null or known.origin = rules.origin)
            and (rules.mql_level is null or known.mql_level = rules.mql_level)
),

ruled as (
    select
        known.*,
        fitting.rule_mode,
        coalesce(known.given_mode, fitting.rule_mode) as mode,
        cast(fitting.exclusivity_minutes as bigint) as exclusivity_minutes,
        {{ minutes_between('known.offered_at', 'known.expires_at') }}
            as given_exclusivity_minutes,
        coalesce(
            known.expires_at,
            {{ dbt.dateadd(
                'minute', 'fitting.exclusivity_minutes', 'known.offered_at'
            ) }}
        ) as closes_at,
    from known
    left join fitting
        on known.offer_id = fitting.offer_id and fitting.preference = 1
)

select * from ruled
