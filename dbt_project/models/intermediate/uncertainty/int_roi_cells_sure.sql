-- Revenue of which the opportunity is sure, by clock, month, campaign, company and
-- basis, as the confirmed model credits it.
with

contenders as (
    select
        conversion_id,
        unique_lead_id,
    from {{ ref('int_conversion_contenders') }}
    where preference = 1 and is_sure
),

named_only as (
    select
        conversions.conversion_id,
        conversions.unique_lead_id,
    from {{ ref('int_conversions_matched') }} as conversions
    left join contenders on conversions.conversion_id = contenders.conversion_id
    where
        conversions.customer_id is null
        and conversions.unique_lead_id is not null
        and contenders.conversion_id is null
),

matched as (
    select * from contenders
    union all
    select * from named_only
),

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
    where campaign_id is not null and confirmation_status <> 'dismissed'
),

sums as (
    select * from {{ ref('int_conversion_sums') }}
),

clocks as (
    select * from (values ('cohort'), ('period'), ('cash')) as clocks (clock)
),

placed as (
    select
        clocks.clock,
        case clocks.clock
            when 'cohort'
                then
                    cast(
                        {{ dbt.date_trunc('month', 'unique_leads.first_lead_date') }}
                        as date
                    )
            else sums.occurred_month
        end as month,
        unique_leads.campaign_id,
        unique_leads.company_scope as company_id,
        sums.revenue_basis,
        matched.conversion_id,
        sums.amount,
        sums.profit,
    from matched
    inner join unique_leads on matched.unique_lead_id = unique_leads.unique_lead_id
    inner join sums on matched.conversion_id = sums.conversion_id
    cross join clocks
    where clocks.clock <> 'cash' or sums.revenue_basis = 'collected'
),

summed as (
    select
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis,
        sum(amount) as amount,
        coalesce(sum(profit), 0) as profit,
        sum(case when profit is null then amount else 0 end) as unpriced_amount,
        sum(amount * amount) as squared_amount,
    from placed
    group by
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis
)

select * from summed
