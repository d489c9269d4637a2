-- The campaigns of journeys by number, the one with the most steps first. A Markov
-- chain knows each of the first as a state of its own, as many as markov_campaigns
-- says; the others are one state together, so that the work stays bounded.
with

campaigns as (
    select campaign_id from {{ ref('stg_campaigns') }}
),

journeys as (
    select
        campaign_id,
        count(*) as steps,
        count(case when is_converted then 1 end) as converted_steps,
    from {{ ref('int_journey_steps') }}
    group by campaign_id
),

numbered as (
    select
        campaigns.campaign_id,
        coalesce(journeys.steps, 0) as steps,
        coalesce(journeys.converted_steps, 0) as converted_steps,
        row_number() over (
            order by coalesce(journeys.steps, 0) desc, campaigns.campaign_id
        ) as campaign_number,
    from campaigns
    left join journeys on campaigns.campaign_id = journeys.campaign_id
),

placed as (
    select
        *,
        least(campaign_number, {{ var('markov_campaigns') }} + 1) as state_campaign,
    from numbered
)

select * from placed
