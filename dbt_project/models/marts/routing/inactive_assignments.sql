-- Turnover makes rules stale: what still goes to people and companies that have left,
-- or have not begun.
with

leads as (
    select * from {{ ref('int_leads_handled') }}
),

offers as (
    select * from {{ ref('int_offer_recipients') }}
),

companies as (
    select
        company_id,
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
    from {{ source('ops', 'run_context') }}
),

given as (
    select
        lead_id,
        'routed' as given_by,
        'company' as given_to,
        routed_company_id as given_to_id,
        routed_company_id as company_id,
        created_date as given_date,
    from leads
    where is_to_inactive_company
    union all
    select
        lead_id,
        'assigned' as given_by,
        'user' as given_to,
        assigned_user_id as given_to_id,
        routed_company_id as company_id,
        created_date as given_date,
    from leads
    where is_to_inactive_user
    union all
    select
        lead_id,
        'offer:' || offer_id as given_by,
        'company' as given_to,
        company_id as given_to_id,
        company_id,
        offered_date as given_date,
    from offers
    where not is_company_active
    union all
    select
        lead_id,
        'offer:' || offer_id as given_by,
        'user' as given_to,
        user_id as given_to_id,
        company_id,
        offered_date as given_date,
    from offers
    where not is_user_active
),

final as (
    select
        given.lead_id,
        given.given_by,
        given.given_to,
        given.given_to_id,
        given.company_id,
        given.given_date,
        coalesce(companies.active_from, users.active_from) as active_from,
        coalesce(companies.active_to, users.active_to) as active_to,
        case
            when companies.company_id is null and users.user_id is null then 'unknown'
            when given.given_date > coalesce(companies.active_to, users.active_to)
                then 'left'
            else 'not yet there'
        end as because,
        run_context.run_id,
        run_context.definition_version,
    from given
    cross join run_context
    left join companies
        on given.given_to_id = companies.company_id and given.given_to = 'company'
    left join users on given.given_to_id = users.user_id and given.given_to = 'user'
)

select * from final
