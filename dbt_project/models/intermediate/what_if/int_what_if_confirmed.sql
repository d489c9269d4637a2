-- The campaign that takes a conversion under the confirmed model, by threshold, gap and
-- campaign rule.
with

chains as (
    select * from {{ ref('int_what_if_chains') }}
    where campaign_id is not null
),

settings as (
    select
        setting_id,
        match_threshold,
        gap_days,
        campaign_rule,
    from {{ ref('int_what_if_settings') }}
    where attribution_model = 'confirmed'
),

ranked as (
    select
        settings.setting_id,
        chains.conversion_id,
        chains.campaign_id,
        row_number() over (
            partition by settings.setting_id, chains.conversion_id
            order by
                case
                    when
                        settings.campaign_rule in (
                            'first_non_direct', 'last_non_direct'
                        )
                        and chains.is_direct
                        then 1
                    else 0
                end,
                case
                    when settings.campaign_rule in ('first', 'first_non_direct')
                        then -chains.place_from_end
                    else chains.place_from_end
                end
        ) as preference,
    from chains
    inner join settings
        on
            chains.match_threshold = settings.match_threshold
            and chains.gap_days = settings.gap_days
)

select
    setting_id,
    conversion_id,
    campaign_id,
    cast(1 as double) as credit,
from ranked
where preference = 1
