-- The removal effect of each campaign in the Markov chain of each order: the share of
-- conversions that would be lost, did every journey that comes to it end there. The
-- effect of the state that stands for the small campaigns is shared by their steps.
with

campaigns as (
    select * from {{ ref('int_path_campaigns') }}
    where steps > 0
),

absorptions as (
    select * from {{ ref('int_markov_absorptions') }}
),

transitions as (
    select
        markov_order,
        to_campaign,
        sum(transitions) as transitions,
    from {{ ref('int_markov_transitions') }}
    where to_campaign is not null
    group by
        markov_order,
        to_campaign
),

together as (
    select
        campaign_id,
        {{ ratio('steps', 'sum(steps) over (partition by state_campaign)') }}
            as step_share,
    from campaigns
),

removed as (
    select
        case whole.markov_order when 1 then 'markov' else 'markov_2' end
            as attribution_model,
        campaigns.campaign_id,
        campaigns.state_campaign > {{ var('markov_campaigns') }} as is_grouped,
        campaigns.steps,
        campaigns.converted_steps,
        transitions.transitions as state_transitions,
        whole.conversion_probability,
        removed.conversion_probability as conversion_probability_without,
        -- Rounding alone would let a campaign that no conversion needs weigh less than
        -- nothing.
        case
            when whole.conversion_probability > removed.conversion_probability
                then round(
                    together.step_share * (1 - {{ ratio(
                        'removed.conversion_probability', 'whole.conversion_probability'
                    ) }}),
                    12
                )
            when whole.conversion_probability > 0 then 0
        end as removal_effect,
    from campaigns
    inner join together on campaigns.campaign_id = together.campaign_id
    inner join
        absorptions as removed
        on campaigns.state_campaign = removed.removed_campaign
    inner join
        absorptions as whole
        on
            removed.markov_order = whole.markov_order
            and whole.removed_campaign = 0
    inner join
        transitions
        on
            removed.markov_order = transitions.markov_order
            and removed.removed_campaign = transitions.to_campaign
),

shared as (
    select
        *,
        {{ ratio(
            'removal_effect',
            'sum(cast(removal_effect as decimal(20, 12))) '
            ~ 'over (partition by attribution_model)'
        ) }} as effect_share,
    from removed
)

select * from shared
