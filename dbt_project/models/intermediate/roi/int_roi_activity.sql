-- Everything of campaign ROI but revenue: spend and outcomes by clock, month, campaign
-- and company. Made from both, so that a campaign that spends and earns nothing has its
-- row.
with

spend as (
    select * from {{ ref('int_spend_allocated') }}
),

overheads as (
    select * from {{ ref('int_marketing_costs') }}
),

leads as (
    select * from {{ ref('int_contacts') }}
),

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

companies as (
    select
        company_id,
        timezone,
    from {{ ref('stg_companies') }}
),

run_context as (
    select timezone from {{ source('ops', 'run_context') }}
),

jobs as (
    select
        conversions.conversion_id,
        unique_leads.campaign_bucket_id as campaign_id,
        coalesce(unique_leads.company_scope, conversions.company_id, '__none__')
            as company_id,
        unique_leads.first_lead_date,
        {{ local_date(
            'conversions.converted_at',
            'coalesce(companies.timezone, run_context.timezone)'
        ) }}
            as converted_date,
    from {{ ref('int_conversions_matched') }} as conversions
    cross join run_context
    left join companies on conversions.company_id = companies.company_id
    left join unique_leads on conversions.unique_lead_id = unique_leads.unique_lead_id
    where conversions.conversion_kind = 'job' and not conversions.is_cancelled
),

clocks as (
    select * from (values ('cohort'), ('period'), ('cash')) as clocks (clock)
),

dated as (
    select
        clocks.clock,
        spend.month as counted_date,
        spend.campaign_id,
        spend.company_id,
        'own_spend' as measure,
        spend.own_spend_amount as amount,
        0 as is_new,
    from spend
    cross join clocks
    union all
    select
        clocks.clock,
        spend.month as counted_date,
        spend.campaign_id,
        spend.company_id,
        'allocated_spend' as measure,
        spend.allocated_spend_amount as amount,
        0 as is_new,
    from spend
    cross join clocks
    union all
    select
        clocks.clock,
        overheads.month as counted_date,
        overheads.campaign_id,
        overheads.company_id,
        'overhead' as measure,
        overheads.amount,
        0 as is_new,
    from overheads
    cross join clocks
    union all
    select
        clocks.clock,
        leads.created_date as counted_date,
        coalesce(
            leads.campaign_id,
            case leads.campaign_status
                when 'unknown' then '__unknown_campaign__' else '__no_campaign__'
            end
        ) as campaign_id,
        leads.company_scope as company_id,
        case when leads.is_valid then 'valid_lead' else 'invalid_lead' end as measure,
        cast(1 as decimal(18, 2)) as amount,
        0 as is_new,
    from leads
    cross join clocks
    union all
    select
        clocks.clock,
        unique_leads.first_lead_date as counted_date,
        unique_leads.campaign_bucket_id as campaign_id,
        unique_leads.company_scope as company_id,
        'unique_lead' as measure,
        cast(1 as decimal(18, 2)) as amount,
        0 as is_new,
    from unique_leads
    cross join clocks
    union all
    select
        clocks.clock,
        case clocks.clock
            when 'cohort' then unique_leads.first_lead_date else unique_leads.won_date
        end as counted_date,
        unique_leads.campaign_bucket_id as campaign_id,
        unique_leads.company_scope as company_id,
        'won' as measure,
        cast(1 as decimal(18, 2)) as amount,
        case when unique_leads.is_new_customer then 1 else 0 end as is_new,
    from unique_leads
    cross join clocks
    where unique_leads.won_at is not null
    union all
    select
        clocks.clock,
        case clocks.clock
            when 'cohort' then coalesce(jobs.first_lead_date, jobs.converted_date)
            else jobs.converted_date
        end as counted_date,
        coalesce(jobs.campaign_id, '__unattributed__') as campaign_id,
        jobs.company_id,
        'job' as measure,
        cast(1 as decimal(18, 2)) as amount,
        0 as is_new,
    from jobs
    cross join clocks
),

summed as (
    select
        clock,
        cast(date_trunc('month', counted_date) as date) as month,
        campaign_id,
        company_id,
        coalesce(sum(case when measure = 'own_spend' then amount end), 0)
            as own_spend_amount,
        coalesce(sum(case when measure = 'allocated_spend' then amount end), 0)
            as allocated_spend_amount,
        coalesce(sum(case when measure = 'overhead' then amount end), 0)
            as overhead_amount,
        count(case when measure in ('valid_lead', 'invalid_lead') then 1 end) as leads,
        count(case when measure = 'valid_lead' then 1 end) as valid_leads,
        count(case when measure = 'unique_lead' then 1 end) as unique_leads,
        count(case when measure = 'won' then 1 end) as won_unique_leads,
        sum(case when measure = 'won' then is_new else 0 end) as new_customers,
        count(case when measure = 'job' then 1 end) as jobs,
    from dated
    group by
        clock,
        cast(date_trunc('month', counted_date) as date),
        campaign_id,
        company_id
)

select * from summed
