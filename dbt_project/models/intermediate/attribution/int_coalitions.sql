-- The worth of each coalition of the campaigns that share a conversion: the conversion
-- rate of the journeys whose campaigns are all in it. Null where there is no journey.
with

members as (
    select * from {{ ref('int_coalition_members') }}
),

coalitions as (
    select
        set_key,
        coalition_number,
        count(*) as campaigns_count,
        {{ text_joined_in_order(
            'cast(campaign_number as ' ~ dbt.type_string() ~ ')', 'campaign_number'
        ) }} as coalition_key,
    from members
    group by
        set_key,
        coalition_number
),

journey_campaigns as (
    select distinct
        journeys.unique_lead_id,
        journeys.journey_number,
        journeys.is_converted,
        campaigns.campaign_number,
    from {{ ref('int_journey_steps') }} as journeys
    inner join
        {{ ref('int_path_campaigns') }} as campaigns
        on journeys.campaign_id = campaigns.campaign_id
),

journeys as (
    select
        is_converted,
        {{ text_joined_in_order(
            'cast(campaign_number as ' ~ dbt.type_string() ~ ')', 'campaign_number'
        ) }} as coalition_key,
    from journey_campaigns
    group by
        unique_lead_id,
        journey_number,
        is_converted
),

observed as (
    select
        coalition_key,
        count(*) as journeys,
        count(case when is_converted then 1 end) as conversions,
    from journeys
    group by coalition_key
),

own as (
    select
        coalitions.*,
        coalesce(observed.journeys, 0) as journeys,
        coalesce(observed.conversions, 0) as conversions,
    from coalitions
    left join observed on coalitions.coalition_key = observed.coalition_key
),

within as (
    select
        own.set_key,
        own.coalition_number,
        own.campaigns_count,
        sum(parts.journeys) as journeys,
        sum(parts.conversions) as conversions,
    from own
    inner join
        own as parts
        on
            own.set_key = parts.set_key
            and own.coalition_number & parts.coalition_number = parts.coalition_number
    group by
        own.set_key,
        own.coalition_number,
        own.campaigns_count
),

valued as (
    select
        set_key,
        coalition_number,
        campaigns_count,
        journeys,
        conversions,
        {{ ratio('conversions', 'journeys') }} as worth,
    from within
)

select * from valued
