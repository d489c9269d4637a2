-- Revenue of uncertain conversions in each draw, in the cells in which it would fall.
with

matched as (
    select
        draw,
        conversion_id,
        unique_lead_id,
    from {{ ref('int_matches_drawn') }}
    union all
    select
        draw,
        conversion_id,
        unique_lead_id,
    from {{ ref('int_missing_matches_drawn') }}
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
        matched.draw,
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
        draw,
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
        draw,
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis
)

select * from summed
