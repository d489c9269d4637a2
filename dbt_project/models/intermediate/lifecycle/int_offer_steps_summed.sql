-- How far the offers of an opportunity have come after each of their steps: accepted
-- where one is, else acknowledged or unacknowledged while one is open, else rejected
-- where one was rejected, else what was seen of those that lapsed.
{%- set standings = [
    'accepted', 'acknowledged', 'unacknowledged', 'rejected', 'lapsed_acknowledged',
    'lapsed_unacknowledged',
] %}
with

steps as (
    select * from {{ ref('int_offer_steps') }}
),

seen as (
    select
        *,
        max(case when not is_lapse then offer_step_number end) over (
            partition by unique_lead_id, lead_id, company_id
            order by offer_step_number
            rows between unbounded preceding and 1 preceding
        ) as said_number,
    from steps
),

-- A lapse ends only what is still waiting for an answer.
standing as (
    select
        seen.*,
        case
            when not seen.is_lapse then seen.offer_stage
            when said.offer_stage in ('acknowledged', 'unacknowledged')
                then 'lapsed_' || said.offer_stage
            else coalesce(said.offer_stage, 'lapsed_unacknowledged')
        end as standing,
    from seen
    left join steps as said
        on
            seen.unique_lead_id = said.unique_lead_id
            and seen.said_number = said.offer_step_number
),

followed as (
    select
        *,
        lag(standing) over (
            partition by unique_lead_id, lead_id, company_id
            order by offer_step_number
        ) as standing_before,
    from standing
),

counted as (
    select
        *,
        {% for standing in standings %}
            sum(
                case when standing = '{{ standing }}' then 1 else 0 end
                - case when standing_before = '{{ standing }}' then 1 else 0 end
            ) over (
                partition by unique_lead_id
                order by offer_step_number
                rows between unbounded preceding and current row
            ) as {{ standing }}_count,
        {% endfor %}
    from followed
),

summed as (
    select
        *,
        case
            when accepted_count > 0 then 'accepted'
            when acknowledged_count > 0 then 'acknowledged'
            when unacknowledged_count > 0 then 'unacknowledged'
            when rejected_count > 0 then 'rejected'
            when lapsed_acknowledged_count > 0 then 'acknowledged'
            else 'unacknowledged'
        end as stage,
    from counted
)

select * from summed
