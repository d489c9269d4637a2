with

offers as (
    select * from {{ ref('int_offers_judged') }}
),

recipients as (
    select * from {{ ref('int_offer_recipients') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        offers.offer_id,
        offers.lead_id,
        offers.company_id,
        offers.user_id,
        offers.origin,
        offers.mql_level,
        offers.mode,
        offers.rule_mode,
        offers.offered_at,
        recipients.offered_date,
        offers.expires_at,
        offers.closes_at,
        offers.exclusivity_minutes,
        offers.given_exclusivity_minutes,
        offers.offer_number,
        offers.round_number,
        offers.is_reoffer,
        offers.pool_size,
        offers.acknowledged_at,
        offers.responded_at,
        offers.response,
        offers.outcome,
        offers.is_open,
        offers.minutes_to_acknowledge,
        offers.minutes_to_respond,
        offers.is_first_to_acknowledge,
        offers.is_within_window,
        offers.problem,
        recipients.is_company_active,
        recipients.is_user_active,
        run_context.run_id,
        run_context.definition_version,
    from offers
    inner join recipients on offers.offer_id = recipients.offer_id
    cross join run_context
)

select * from final
