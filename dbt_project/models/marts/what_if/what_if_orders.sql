-- In how many settings one campaign has the better return than another.
with

tried as (
    select
        setting_id,
        campaign_id,
        roas,
        is_nearest_to_definition,
        run_id,
        definition_version,
    from {{ ref('what_if') }}
    where roas is not null
),

compared as (
    select
        better.campaign_id,
        other.campaign_id as other_campaign_id,
        better.run_id,
        better.definition_version,
        count(*) as settings,
        sum(case when better.roas > other.roas then 1 else 0 end) as settings_better,
        sum(case when better.roas = other.roas then 1 else 0 end) as settings_equal,
        max(
            case
                when better.is_nearest_to_definition and better.roas > other.roas
                    then 1
                else 0
            end
        ) = 1 as is_better_now,
    from tried as better
    inner join tried as other
        on
            better.setting_id = other.setting_id
            and better.campaign_id <> other.campaign_id
    group by
        better.campaign_id,
        other.campaign_id,
        better.run_id,
        better.definition_version
),

final as (
    select
        campaign_id,
        other_campaign_id,
        cast(settings as bigint) as settings,
        cast(settings_better as bigint) as settings_better,
        cast(settings_equal as bigint) as settings_equal,
        {{ ratio('settings_better', 'settings') }} as better_share,
        is_better_now,
        run_id,
        definition_version,
    from compared
)

select * from final
