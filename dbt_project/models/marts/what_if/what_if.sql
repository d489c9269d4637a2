-- What each campaign would have earned under other rules, over all months, from the
-- scored pairs that are kept; and its place among the campaigns with spend.
with

credits as (
    select * from {{ ref('int_what_if_confirmed') }}
    union all
    select * from {{ ref('int_what_if_touched') }}
),

settings as (
    select * from {{ ref('int_what_if_settings') }}
),

rules as (
    select revenue_basis from {{ source('definition', 'settings') }}
),

amounts as (
    select
        sums.conversion_id,
        sum(sums.amount) as amount,
    from {{ ref('int_conversion_sums') }} as sums
    inner join rules on sums.revenue_basis = rules.revenue_basis
    group by sums.conversion_id
),

spend as (
    select
        campaign_id,
        sum(amount) as spend_amount,
    from {{ ref('int_spend') }}
    group by campaign_id
),

campaigns as (
    select campaign_id from {{ ref('stg_campaigns') }}
),

earned as (
    select
        credits.setting_id,
        credits.campaign_id,
        count(*) as conversions,
        sum(credits.credit * amounts.amount) as amount,
    from credits
    inner join amounts on credits.conversion_id = amounts.conversion_id
    group by credits.setting_id, credits.campaign_id
),

returned as (
    select
        settings.setting_id,
        settings.attribution_model,
        settings.match_threshold,
        settings.gap_days,
        settings.campaign_rule,
        settings.lookback_days,
        settings.is_nearest_to_definition,
        campaigns.campaign_id,
        coalesce(earned.conversions, 0) as conversions,
        coalesce(spend.spend_amount, 0) as spend_amount,
        coalesce(earned.amount, 0) as revenue_amount,
        {{ ratio('coalesce(earned.amount, 0)', 'spend.spend_amount') }} as roas,
    from settings
    cross join campaigns
    left join earned
        on
            settings.setting_id = earned.setting_id
            and campaigns.campaign_id = earned.campaign_id
    left join spend on campaigns.campaign_id = spend.campaign_id
),

run_context as (
    select
        run_context.run_id,
        run_context.definition_version,
        report.report_currency,
    from {{ source('ops', 'run_context') }} as run_context
    cross join {{ source('ops', 'report_currency') }} as report
),

final as (
    select
        returned.setting_id,
        returned.attribution_model,
        returned.match_threshold,
        cast(returned.gap_days as bigint) as gap_days,
        returned.campaign_rule,
        cast(returned.lookback_days as bigint) as lookback_days,
        returned.is_nearest_to_definition,
        returned.campaign_id,
        cast(returned.conversions as bigint) as conversions,
        cast(returned.spend_amount as decimal(18, 2)) as spend_amount,
        cast(round(returned.revenue_amount, 2) as decimal(18, 2)) as revenue_amount,
        returned.roas,
        case
            when returned.roas is not null
                then rank() over (
                    partition by returned.setting_id
                    order by returned.roas desc nulls last
                )
        end as roas_rank,
        run_context.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from returned
    cross join run_context
)

select * from final
