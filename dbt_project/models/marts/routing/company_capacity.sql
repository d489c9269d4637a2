-- How many leads come to how many people, and against how many others they are offered.
with

leads as (
    select
        routed_company_id as company_id,
        month,
        count(*) as leads,
        count(taken_at) as taken_leads,
    from {{ ref('int_leads_handled') }}
    where routed_company_id is not null
    group by
        routed_company_id,
        month
),

offers as (
    select
        recipients.company_id,
        cast({{ dbt.date_trunc('month', 'recipients.offered_date') }} as date) as month,
        count(*) as offers,
        sum(case when offers.mode <> 'same_company' then 1 else 0 end)
            as competing_offers,
        sum(case when offers.outcome = 'accepted' then 1 else 0 end)
            as accepted_offers,
        sum(case when offers.is_open then 1 else 0 end) as open_offers,
        avg(cast(offers.pool_size as double)) as mean_pool_size,
    from {{ ref('int_offers_judged') }} as offers
    inner join {{ ref('int_offer_recipients') }} as recipients
        on offers.offer_id = recipients.offer_id
    group by
        recipients.company_id,
        cast({{ dbt.date_trunc('month', 'recipients.offered_date') }} as date)
),

months as (
    select
        company_id,
        month,
    from leads
    union
    select
        company_id,
        month,
    from offers
),

users as (
    select
        months.company_id,
        months.month,
        count(*) as active_users,
    from months
    inner join {{ ref('stg_users') }} as users
        on
            months.company_id = users.company_id
            and coalesce(months.month <= users.active_to, true)
            and coalesce(
                {{ dbt.dateadd('month', 1, 'months.month') }} > users.active_from, true
            )
    group by
        months.company_id,
        months.month
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        months.month,
        months.company_id,
        coalesce(users.active_users, 0) as active_users,
        coalesce(leads.leads, 0) as leads,
        coalesce(leads.taken_leads, 0) as taken_leads,
        {{ ratio('coalesce(leads.leads, 0)', 'users.active_users') }} as leads_per_user,
        coalesce(offers.offers, 0) as offers,
        cast(coalesce(offers.competing_offers, 0) as bigint) as competing_offers,
        cast(coalesce(offers.accepted_offers, 0) as bigint) as accepted_offers,
        cast(coalesce(offers.open_offers, 0) as bigint) as open_offers,
        {{ ratio('offers.accepted_offers', 'offers.offers') }} as accepted_share,
        offers.mean_pool_size,
        run_context.run_id,
        run_context.definition_version,
    from months
    cross join run_context
    left join users
        on months.company_id = users.company_id and months.month = users.month
    left join leads
        on months.company_id = leads.company_id and months.month = leads.month
    left join offers
        on months.company_id = offers.company_id and months.month = offers.month
)

select * from final
