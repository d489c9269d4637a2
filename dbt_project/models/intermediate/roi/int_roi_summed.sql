-- Campaign ROI summed to the network, channels, sources and companies.
with

roi as (
    select * from {{ ref('int_roi_campaigns') }}
),

campaigns as (
    select
        campaign_id,
        lower(channel) as channel,
        lower(source) as source,
    from {{ ref('stg_campaigns') }}
),

kinds as (
    select * from (
        values ('network'), ('channel'), ('source'), ('company')
    ) as kinds (rollup_kind)
),

placed as (
    select
        roi.*,
        kinds.rollup_kind,
        case kinds.rollup_kind
            when 'network' then 'all'
            when 'channel' then coalesce(campaigns.channel, '__none__')
            when 'source' then coalesce(campaigns.source, '__none__')
            else roi.company_id
        end as rollup,
    from roi
    cross join kinds
    left join campaigns on roi.campaign_id = campaigns.campaign_id
),

summed as (
    select
        rollup_kind,
        rollup,
        clock,
        month,
        attribution_model,
        revenue_basis,
        sum(spend_amount) as spend_amount,
        sum(overhead_amount) as overhead_amount,
        sum(leads) as leads,
        sum(valid_leads) as valid_leads,
        sum(unique_leads) as unique_leads,
        sum(won_unique_leads) as won_unique_leads,
        sum(new_customers) as new_customers,
        sum(jobs) as jobs,
        sum(revenue_amount) as revenue_amount,
        sum(
            case
                when
                    campaign_id not in (
                        '__unknown_campaign__', '__no_campaign__', '__unattributed__'
                    )
                    then revenue_amount
                else 0
            end
        ) as attributed_revenue_amount,
        sum(new_customer_revenue_amount) as new_customer_revenue_amount,
        case
            when count(gross_profit_amount) = count(*) then sum(gross_profit_amount)
        end as gross_profit_amount,
        sum(mature_unique_leads) as mature_unique_leads,
        sum(cohort_unique_leads) as cohort_unique_leads,
    from placed
    group by
        rollup_kind,
        rollup,
        clock,
        month,
        attribution_model,
        revenue_basis
)

select * from summed
