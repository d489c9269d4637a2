-- How likely each opportunity is which customer's, and the part of the unit interval in
-- which a draw makes it so; what no part covers is "none of them". An opportunity is of
-- one customer at most: probabilities that add up to more than 1 are scaled down.
-- Customers that are one person are one customer here.
with

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

confirmations as (
    select unique_lead_id from {{ ref('int_confirmations') }}
    where confirmation_status <> 'dismissed'
),

candidates as (
    select * from {{ ref('int_customer_candidates') }}
),

decisions as (
    select
        lead_id,
        object_id as customer_id,
        kind,
    from {{ ref('int_desk_decisions') }}
    where question = 'match'
),

persons as (
    select
        record_id,
        person_id,
    from {{ source('identity', 'persons') }}
),

approved as (
    select
        lead_id,
        customer_id,
        cast(1 as double) as match_probability,
        true as is_certain,
    from decisions
    where kind = 'approve_match'
),

-- What a person rejected is none, whatever the scores say.
kept as (
    select
        candidates.lead_id,
        candidates.customer_id,
        candidates.match_probability,
        candidates.evidence = 'explicit' as is_certain,
    from candidates
    left join decisions
        on
            candidates.lead_id = decisions.lead_id
            and candidates.customer_id = decisions.customer_id
            and decisions.kind = 'reject_match'
    where decisions.lead_id is null
    union all
    select * from approved
),

chances as (
    select
        members.unique_lead_id,
        persons.person_id as customer_person_id,
        max(case when kept.is_certain then 1 else 0 end) as certainty,
        max(kept.match_probability) as match_probability,
    from kept
    inner join members on kept.lead_id = members.lead_id
    inner join confirmations on members.unique_lead_id = confirmations.unique_lead_id
    inner join persons on 'customer:' || kept.customer_id = persons.record_id
    group by members.unique_lead_id, persons.person_id
),

-- Where somebody said whose it is, what is only likely does not count.
sure as (
    select
        *,
        max(certainty) over (partition by unique_lead_id) as best_certainty,
    from chances
),

scaled as (
    select
        unique_lead_id,
        customer_person_id,
        match_probability
        / greatest(sum(match_probability) over (partition by unique_lead_id), 1)
            as chance,
    from sure
    where certainty = best_certainty
),

placed as (
    select
        unique_lead_id,
        customer_person_id,
        chance,
        sum(chance) over (
            partition by unique_lead_id
            order by chance desc, customer_person_id asc
            rows between unbounded preceding and current row
        ) - chance as drawn_from,
        sum(chance) over (
            partition by unique_lead_id
            order by chance desc, customer_person_id asc
            rows between unbounded preceding and current row
        ) as drawn_until,
    from scaled
)

select * from placed
where chance > 0
