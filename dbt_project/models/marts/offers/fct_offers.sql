with

offers as (
    select * from {{ ref('int_offers_judged') }}
),

companies as (
    select
        company_id,
        timezone,
        active_from,
        active_to,
    from {{ ref('stg_companies') }}
),

users as (
    select
        user_id,
        active_from,
        active_to,
    from {{ ref('stg_users') }}
),

run_context as (
    select
        run_id,
        definition_version,
        timezone,
    from {{ source('ops', 'run_context') }}
),

dated as (
    select
        offers.*,
        {{ local_date(
            'offers.offered_at', 'coalesce(companies.timezone, run_context.timezone)'
        ) }} as offered_date,
        companies.active_from as company_active_from,
        companies.active_to as company_active_to,
        users.user_id is not null as is_user_known,
        users.active_from as user_active_from,
        users.active_to as user_active_to,
        run_context.run_id,
        run_context.definition_version,
    from offers
    cross join run_context
    left join companies on offers.company_id = companies.company_id
    left join users on offers.user_id = users.user_id
),

final as (
    select
        offer_id,
        lead_id,
        company_id,
        user_id,
        origin,
        mql_level,
        mode,
        rule_mode,
        offered_at,
        offered_date,
        expires_at,
        closes_at,
        exclusivity_minutes,
        given_exclusivity_minutes,
        offer_number,
        round_number,
        is_reoffer,
        pool_size,
        acknowledged_at,
        responded_at,
        response,
        outcome,
        is_open,
        minutes_to_acknowledge,
        minutes_to_respond,
        is_first_to_acknowledge,
        is_within_window,
        problem,
        coalesce(company_active_from <= offered_date, true)
        and coalesce(company_active_to >= offered_date, true) as is_company_active,
        case
            when is_user_known
                then
                    coalesce(user_active_from <= offered_date, true)
                    and coalesce(user_active_to >= offered_date, true)
        end as is_user_active,
        run_id,
        definition_version,
    from dated
)

select * from final
