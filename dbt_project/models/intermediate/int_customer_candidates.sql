-- The customers that a lead may be, each with its probability: those of its person,
-- those of a likely pair that was not sure enough to make one person, and those named
-- outright.
with

contacts as (
    select
        lead_id,
        record_id,
        person_id,
        company_scope,
        named_customer_id,
    from {{ ref('int_contacts') }}
    where is_valid
),

customers as (
    select
        customer_id,
        company_id,
        'customer:' || customer_id as record_id,
    from {{ ref('stg_customers') }}
),

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

edges as (
    select
        record_l as record_id,
        record_r as other_record_id,
        match_probability,
    from pairs
    union all
    select
        record_r as record_id,
        record_l as other_record_id,
        match_probability,
    from pairs
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
joined as (
    select
        policies.auto_threshold,
        coalesce(min(pairs.match_probability), policies.auto_threshold)
            as match_probability,
        calibration.is_calibrated,
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

named_by_conversion as (
    select distinct
        conversion_contacts.lead_id,
        conversions.customer_id,
    from {{ ref('int_conversion_contacts') }} as conversion_contacts
    inner join {{ ref('int_conversions') }} as conversions
        on conversion_contacts.conversion_id = conversions.conversion_id
    where conversion_contacts.is_named and conversions.customer_id is not null
),

explicit as (
    select
        lead_id,
        named_customer_id as customer_id,
        cast(1 as double) as match_probability,
        'explicit' as evidence,
    from contacts
    where named_customer_id is not null
    union
    select
        lead_id,
        customer_id,
        cast(1 as double) as match_probability,
        'explicit' as evidence,
    from named_by_conversion
),

direct as (
    select
        contacts.lead_id,
        customers.customer_id,
        max(edges.match_probability) as match_probability,
    from contacts
    inner join edges on contacts.record_id = edges.record_id
    inner join customers
        on
            edges.other_record_id = customers.record_id
            and {{ may_be_one_company(
                'customers.company_id', 'contacts.company_scope'
            ) }}
    group by
        contacts.lead_id,
        customers.customer_id
),

-- A chain of sure pairs joins the lead to the customer: at least the least sure.
same_person as (
    select
        contacts.lead_id,
        customers.customer_id,
        joined.match_probability,
    from contacts
    inner join persons on contacts.person_id = persons.person_id
    inner join customers
        on
            persons.record_id = customers.record_id
            and {{ may_be_one_company(
                'customers.company_id', 'contacts.company_scope'
            ) }}
    cross join joined
),

linked as (
    select
        coalesce(same_person.lead_id, direct.lead_id) as lead_id,
        coalesce(same_person.customer_id, direct.customer_id) as customer_id,
        greatest(
            coalesce(same_person.match_probability, 0),
            coalesce(direct.match_probability, 0)
        ) as match_probability,
        case
            when same_person.lead_id is not null then 'person' else 'edge'
        end as evidence,
    from direct
    full outer join same_person
        on
            direct.lead_id = same_person.lead_id
            and direct.customer_id = same_person.customer_id
),

unioned as (
    select * from explicit
    union all
    select
        lead_id,
        customer_id,
        match_probability,
        evidence,
    from linked
),

best_evidence as (
    select
        lead_id,
        customer_id,
        max(match_probability) as match_probability,
        max_by(evidence, match_probability) as evidence,
    from unioned
    group by
        lead_id,
        customer_id
),

told as (
    select
        best_evidence.lead_id,
        best_evidence.customer_id,
        best_evidence.match_probability,
        best_evidence.evidence,
        best_evidence.evidence = 'explicit' or joined.is_calibrated as is_calibrated,
    from best_evidence
    cross join joined
)

select * from told
