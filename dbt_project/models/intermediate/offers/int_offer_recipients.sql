-- Whether those to whom an offer was made were active on its day.
with

offers as (
    select
        offer_id,
        lead_id,
        company_id,
        user_id,
        offered_at,
    from {{ ref('stg_lead_offers') }}
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
    select timezone from {{ source('ops', 'run_context') }}
),

dated as (
    select
        offers.offer_id,
        offers.lead_id,
        offers.company_id,
        offers.user_id,
        {{ local_date(
            'offers.offered_at', 'coalesce(companies.timezone, run_context.timezone)'
        ) }} as offered_date,
        companies.active_from as company_active_from,
        companies.active_to as company_active_to,
        users.user_id is not null as is_user_known,
        users.active_from as user_active_from,
        users.active_to as user_active_to,
    from offers
    cross join run_context
    left join companies on offers.company_id = companies.company_id
    left join users on offers.user_id = users.user_id
),

judged as (
    select
        offer_id,
        lead_id,
        company_id,
        user_id,
        offered_date,
        coalesce(company_active_from <= offered_date, true)
        and coalesce(company_active_to >= offered_date, true) as is_company_active,
        case
            when is_user_known
                then
                    coalesce(user_active_from <= offered_date, true)
                    and coalesce(user_active_to >= offered_date, true)
        end as is_user_active,
    from dated
)

select * from judged
