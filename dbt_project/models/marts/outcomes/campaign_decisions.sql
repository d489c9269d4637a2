-- Which programs to scale, tune or stop: revenue of a campaign's opportunities over its
-- spend, with the interval that their scatter leaves. Descriptive, not incremental.
with

results as (
    select * from {{ ref('int_unique_lead_results') }}
),

spend as (
    select
        coalesce(campaign_id, '__no_campaign__') as campaign_id,
        sum(amount) as spend_amount,
    from {{ ref('int_spend') }}
    group by coalesce(campaign_id, '__no_campaign__')
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

earned as (
    select
        campaign_bucket_id as campaign_id,
        count(*) as unique_leads,
        sum(case when result = 'won' then 1 else 0 end) as won,
        sum(case when result = 'lost' then 1 else 0 end) as lost,
        sum(case when result = 'open' then 1 else 0 end) as open_unique_leads,
        sum(revenue_amount) as revenue_amount,
        var_samp(cast(revenue_amount as double)) as revenue_variance,
    from results
    group by campaign_bucket_id
),

-- A campaign that spends and earns nothing stays visible.
spine as (
    select campaign_id from earned
    union
    select campaign_id from spend
),

joined as (
    select
        spine.campaign_id,
        coalesce(earned.unique_leads, 0) as unique_leads,
        coalesce(earned.won, 0) as won,
        coalesce(earned.lost, 0) as lost,
        coalesce(earned.open_unique_leads, 0) as open_unique_leads,
        coalesce(earned.revenue_amount, 0) as revenue_amount,
        coalesce(spend.spend_amount, 0) as spend_amount,
        {{ z_95() }} * sqrt(earned.unique_leads * earned.revenue_variance)
            as revenue_error,
    from spine
    left join earned on spine.campaign_id = earned.campaign_id
    left join spend on spine.campaign_id = spend.campaign_id
),

measured as (
    select
        *,
        {{ ratio('revenue_amount', 'spend_amount') }} as roas,
        {{ ratio('greatest(0, revenue_amount - revenue_error)', 'spend_amount') }}
            as roas_low,
        {{ ratio('revenue_amount + revenue_error', 'spend_amount') }} as roas_high,
    from joined
),

final as (
    select
        measured.campaign_id,
        cast(measured.unique_leads as bigint) as unique_leads,
        cast(measured.won as bigint) as won,
        cast(measured.lost as bigint) as lost,
        cast(measured.open_unique_leads as bigint) as open_unique_leads,
        cast(measured.spend_amount as decimal(18, 2)) as spend_amount,
        cast(measured.revenue_amount as decimal(18, 2)) as revenue_amount,
        {{ ratio('measured.won', 'measured.won + measured.lost') }} as win_rate_decided,
        {{ ratio('measured.spend_amount', 'measured.won') }} as cost_per_won,
        measured.roas,
        measured.roas_low,
        measured.roas_high,
        case
            when measured.spend_amount = 0 then 'no_spend'
            when measured.unique_leads < {{ fewest_cases() }} then 'too_few_cases'
            when measured.roas_low > 1 then 'scale'
            when measured.roas_high < 1 then 'stop'
            else 'tune'
        end as decision,
        run_context.run_id,
        run_context.definition_version,
    from measured
    cross join run_context
)

select * from final
