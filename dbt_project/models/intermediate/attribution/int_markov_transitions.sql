-- How often journeys go from one state to the next, in chains of order 1 and 2. A state
-- is the campaign of the step, in the chain of order 2 with the one before; 0 is the
-- start, -1 the conversion and -2 the end without one.
{%- set states = var('markov_campaigns') | int(100) + 2 %}
with

steps as (
    select
        journeys.unique_lead_id,
        journeys.journey_number,
        journeys.step_number,
        journeys.steps_count,
        journeys.is_converted,
        campaigns.state_campaign,
    from {{ ref('int_journey_steps') }} as journeys
    inner join
        {{ ref('int_path_campaigns') }} as campaigns
        on journeys.campaign_id = campaigns.campaign_id
),

preceded as (
    select
        *,
        coalesce(lag(state_campaign, 1) over journey, 0) as previous_campaign,
        coalesce(lag(state_campaign, 2) over journey, 0) as earlier_campaign,
    from steps
    window
        journey as (
            partition by unique_lead_id, journey_number order by step_number
        )
),

-- Counted once for both orders, as triples of campaigns.
triples as (
    select
        earlier_campaign,
        previous_campaign,
        state_campaign,
        count(*) as steps,
        count(case when step_number = steps_count and is_converted then 1 end)
            as conversions,
        count(case when step_number = steps_count and not is_converted then 1 end)
            as failures,
    from preceded
    group by
        earlier_campaign,
        previous_campaign,
        state_campaign
),

moves as (
    select
        1 as markov_order,
        previous_campaign as from_state,
        state_campaign as to_state,
        state_campaign as to_campaign,
        steps as transitions,
    from triples
    union all
    select
        2 as markov_order,
        earlier_campaign * {{ states }} + previous_campaign as from_state,
        previous_campaign * {{ states }} + state_campaign as to_state,
        state_campaign as to_campaign,
        steps as transitions,
    from triples
    union all
    select
        orders.markov_order,
        case
            when orders.markov_order = 1 then triples.state_campaign
            else triples.previous_campaign * {{ states }} + triples.state_campaign
        end as from_state,
        outcomes.to_state,
        cast(null as bigint) as to_campaign,
        case
            when outcomes.to_state = -1 then triples.conversions else triples.failures
        end as transitions,
    from triples
    cross join (values (1), (2)) as orders (markov_order)
    cross join (values (-1), (-2)) as outcomes (to_state)
),

counted as (
    select
        markov_order,
        from_state,
        to_state,
        to_campaign,
        sum(transitions) as transitions,
    from moves
    where transitions > 0
    group by
        markov_order,
        from_state,
        to_state,
        to_campaign
),

shared as (
    select
        markov_order,
        cast(from_state as bigint) as from_state,
        cast(to_state as bigint) as to_state,
        cast(to_campaign as bigint) as to_campaign,
        cast(transitions as bigint) as transitions,
        {{ ratio(
            'transitions',
            'sum(transitions) over (partition by markov_order, from_state)'
        ) }} as probability,
    from counted
)

select * from shared
