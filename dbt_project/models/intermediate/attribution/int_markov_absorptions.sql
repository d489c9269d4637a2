-- Where a journey ends in the Markov chain of each order, whole and with each campaign
-- removed: a journey that comes to a removed campaign ends there without conversion.
-- One start's worth of mass goes from state to state until nothing is left of it. Mass
-- is counted in whole units, so that sums do not depend on the order of the rows, and
-- parts of a unit are dropped, so that it ends. What is dropped is lost_share.
{%- set units = 1000000000000000 %}
with recursive

transitions as (
    select * from {{ ref('int_markov_transitions') }}
),

removed as (
    select
        markov_order,
        cast(0 as bigint) as removed_campaign,
    from transitions
    union
    select
        markov_order,
        to_campaign as removed_campaign,
    from transitions
    where to_campaign is not null
),

walks as (
    select
        1 as step_number,
        markov_order,
        removed_campaign,
        cast(0 as bigint) as state,
        cast({{ units }} as bigint) as mass_units,
    from removed
    union all
    select
        min(walks.step_number) + 1 as step_number,
        walks.markov_order,
        walks.removed_campaign,
        case
            when transitions.to_campaign = walks.removed_campaign then -2
            else transitions.to_state
        end as state,
        cast(
            sum(cast(floor(walks.mass_units * transitions.probability) as bigint))
            as bigint
        ) as mass_units,
    from walks
    inner join transitions
        on
            walks.markov_order = transitions.markov_order
            and walks.state = transitions.from_state
    where walks.mass_units > 0 and walks.step_number < {{ var('markov_steps') }}
    group by
        walks.markov_order,
        walks.removed_campaign,
        case
            when transitions.to_campaign = walks.removed_campaign then -2
            else transitions.to_state
        end
),

ended as (
    select
        markov_order,
        removed_campaign,
        max(step_number) as steps,
        coalesce(sum(case when state = -1 then mass_units end), 0)
            as converted_units,
        coalesce(sum(case when state = -2 then mass_units end), 0) as failed_units,
    from walks
    group by
        markov_order,
        removed_campaign
),

shared as (
    select
        markov_order,
        removed_campaign,
        steps,
        {{ ratio('converted_units', units) }} as conversion_probability,
        {{ ratio(units ~ ' - converted_units - failed_units', units) }} as lost_share,
    from ended
)

select * from shared
