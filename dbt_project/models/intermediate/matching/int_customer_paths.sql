-- How surely a record and a customer of one person belong together: by their own pair,
-- by two pairs over another record of the person, the weaker of which counts, or at
-- least as surely as the least sure pair that joins a person.
with

persons as (
    select
        record_id,
        person_id,
    from {{ source('identity', 'persons') }}
),

pairs as (
    select
        record_l,
        record_r,
        match_probability as model_probability,
        coalesce(calibrated_probability, match_probability) as match_probability,
    from {{ ref('int_edges_calibrated') }}
),

links as (
    select * from {{ ref('links') }}
),

calibration as (
    select count(*) > 0 as is_calibrated from {{ source('identity', 'calibration') }}
),

-- The threshold at which records were clustered: the lowest that is sure for any
-- origin, by the model's own probability.
policies as (
    select min(auto_threshold) as auto_threshold
    from {{ source('definition', 'match_policies') }}
),

-- What a pair that just joins a person is worth: the threshold itself, or by the labels
-- what the least sure of the pairs that it lets join is.
least_sure as (
    select
        policies.auto_threshold,
        calibration.is_calibrated,
        coalesce(min(pairs.match_probability), policies.auto_threshold)
            as match_probability,
    from policies
    cross join calibration
    left join pairs
        on
            calibration.is_calibrated
            and policies.auto_threshold <= pairs.model_probability
    group by
        policies.auto_threshold,
        calibration.is_calibrated
),

-- A link is as sure as can be.
holding as (
    select
        record_l,
        record_r,
        match_probability,
    from pairs
    union all
    select
        record_l,
        record_r,
        cast(1 as double) as match_probability,
    from links
    where kind = 'must'
),

both_ways as (
    select
        record_l as record_id,
        record_r as other_record_id,
        match_probability,
    from holding
    union all
    select
        record_r as record_id,
        record_l as other_record_id,
        match_probability,
    from holding
),

within as (
    select
        both_ways.record_id,
        both_ways.other_record_id,
        max(both_ways.match_probability) as match_probability,
    from both_ways
    inner join persons on both_ways.record_id = persons.record_id
    inner join persons as other_persons
        on
            both_ways.other_record_id = other_persons.record_id
            and persons.person_id = other_persons.person_id
    group by
        both_ways.record_id,
        both_ways.other_record_id
),

customer_records as (
    select
        record_id as customer_record_id,
        person_id,
    from persons
    where record_id like 'customer:%'
),

to_customers as (
    select
        within.record_id,
        customer_records.customer_record_id,
        within.match_probability,
    from within
    inner join customer_records
        on within.other_record_id = customer_records.customer_record_id
),

paths as (
    select
        persons.record_id,
        customer_records.customer_record_id,
        least_sure.match_probability,
    from persons
    inner join customer_records on persons.person_id = customer_records.person_id
    cross join least_sure
    where persons.record_id <> customer_records.customer_record_id
    union all
    select * from to_customers
    union all
    select
        within.record_id,
        to_customers.customer_record_id,
        least(within.match_probability, to_customers.match_probability)
            as match_probability,
    from within
    inner join to_customers on within.other_record_id = to_customers.record_id
    where within.record_id <> to_customers.customer_record_id
),

best as (
    select
        record_id,
        customer_record_id,
        max(match_probability) as match_probability,
    from paths
    group by
        record_id,
        customer_record_id
)

select * from best
