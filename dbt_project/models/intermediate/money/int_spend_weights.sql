-- How much of a month each company weighs when spend of the network is shared, by the
-- rule that the definition names: nobody, everybody alike, or by what the campaign
-- brought the company that month.
with

rules as (
    select spend_allocation from {{ source('definition', 'settings') }}
),

campaign_months as (
    select distinct
        coalesce(company_id, '__none__') as company_id,
        campaign_id,
        cast({{ dbt.date_trunc('month', 'spend_date') }} as date) as month,
    from {{ ref('int_spend') }}
),

heirs as (
    select * from {{ ref('int_company_heirs') }}
),

leads as (
    select
        campaign_id,
        company_scope as company_id,
        cast({{ dbt.date_trunc('month', 'created_date') }} as date) as month,
        count(*) as weight,
    from {{ ref('int_contacts') }}
    where is_valid and campaign_id is not null
    group by
        campaign_id,
        company_scope,
        cast({{ dbt.date_trunc('month', 'created_date') }} as date)
),

unique_leads as (
    select
        campaign_id,
        company_scope as company_id,
        cast({{ dbt.date_trunc('month', 'first_lead_date') }} as date) as month,
        count(*) as weight,
    from {{ ref('int_unique_leads_formed') }}
    where campaign_id is not null
    group by
        campaign_id,
        company_scope,
        cast({{ dbt.date_trunc('month', 'first_lead_date') }} as date)
),

revenue as (
    select
        company_id,
        cast({{ dbt.date_trunc('month', 'occurred_date') }} as date) as month,
        sum(amount) as weight,
    from {{ ref('int_ledger_entries') }}
    where revenue_basis = 'invoiced'
    group by
        company_id,
        cast({{ dbt.date_trunc('month', 'occurred_date') }} as date)
),

weighed as (
    select
        campaign_months.company_id,
        campaign_months.campaign_id,
        campaign_months.month,
        heirs.heir_id,
        case rules.spend_allocation
            when 'equal' then 1
            when 'leads' then leads.weight
            when 'unique_leads' then unique_leads.weight
            when 'revenue' then revenue.weight
        end as weight,
    from campaign_months
    cross join rules
    inner join heirs
        on
            campaign_months.company_id = heirs.company_id
            and campaign_months.month <= coalesce(heirs.active_to, date '9999-12-31')
            and {{ month_end('campaign_months.month') }}
            >= coalesce(heirs.active_from, date '0001-01-01')
    left join leads
        on
            heirs.heir_id = leads.company_id
            and campaign_months.campaign_id = leads.campaign_id
            and campaign_months.month = leads.month
    left join unique_leads
        on
            heirs.heir_id = unique_leads.company_id
            and campaign_months.campaign_id = unique_leads.campaign_id
            and campaign_months.month = unique_leads.month
    left join revenue
        on
            heirs.heir_id = revenue.company_id
            and campaign_months.month = revenue.month
    where rules.spend_allocation <> 'none'
)

select * from weighed
where weight > 0
