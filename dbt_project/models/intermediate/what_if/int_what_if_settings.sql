-- The settings that are tried: every match threshold with every gap and campaign rule
-- under the confirmed model, and with every lookback under each model of touches. The
-- setting nearest to the definition in force is marked.
with

thresholds as (
    select cast(tried_value as decimal(4, 2)) as match_threshold
    from {{ ref('what_if_values') }}
    where rule = 'match_threshold'
),

gaps as (
    select cast(tried_value as integer) as gap_days
    from {{ ref('what_if_values') }}
    where rule = 'gap_days'
),

campaign_rules as (
    select tried_value as campaign_rule
    from {{ ref('what_if_values') }}
    where rule = 'campaign_rule'
),

lookbacks as (
    select cast(tried_value as integer) as lookback_days
    from {{ ref('what_if_values') }}
    where rule = 'lookback_days'
),

models as (
    select tried_value as attribution_model
    from {{ ref('what_if_values') }}
    where rule = 'attribution_model'
),

rules as (
    select
        opportunity_gap_days,
        campaign_selection_rule,
        attribution_lookback_days,
    from {{ source('definition', 'settings') }}
),

policy as (
    select auto_threshold from {{ source('definition', 'match_policies') }}
    where origin = 'web_form'
),

crossed as (
    select
        'confirmed' as attribution_model,
        thresholds.match_threshold,
        gaps.gap_days,
        campaign_rules.campaign_rule,
        cast(null as integer) as lookback_days,
    from thresholds
    cross join gaps
    cross join campaign_rules
    union all
    select
        models.attribution_model,
        thresholds.match_threshold,
        cast(null as integer) as gap_days,
        cast(null as {{ dbt.type_string() }}) as campaign_rule,
        lookbacks.lookback_days,
    from thresholds
    cross join lookbacks
    cross join models
),

distances as (
    select
        crossed.attribution_model || ':' || crossed.match_threshold || ':'
        || coalesce(crossed.gap_days, crossed.lookback_days)
        || coalesce(':' || crossed.campaign_rule, '') as setting_id,
        crossed.attribution_model,
        cast(crossed.match_threshold as double) as match_threshold,
        crossed.gap_days,
        crossed.campaign_rule,
        crossed.lookback_days,
        row_number() over (
            order by
                case when crossed.attribution_model = 'confirmed' then 0 else 1 end,
                case
                    when crossed.campaign_rule = rules.campaign_selection_rule
                        then 0
                    else 1
                end,
                abs(crossed.gap_days - rules.opportunity_gap_days),
                abs(crossed.match_threshold - coalesce(policy.auto_threshold, 0.9)),
                crossed.match_threshold
        ) = 1 as is_nearest_to_definition,
    from crossed
    cross join rules
    left join policy on true
)

select * from distances
