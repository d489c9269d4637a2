-- The customers that a lead may be, each with its probability: those of its person,
-- those of a likely pair that was not sure enough to make one person, and those named
-- outright.
with

contacts as (
    select
        lead_id,
        record_id,
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

pairs as (
    select
        record_l,
        record_r,
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

paths as (
    select * from {{ ref('int_customer_paths') }}
),

calibration as (
    select count(*) > 0 as is_calibrated from {{ source('identity', 'calibration') }}
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

-- A customer may be named before it is delivered, or after it was deleted; one that
-- money refers to is known either way (dim_customers).
known_customers as (
    select customer_id from customers
    union
    select customer_id from {{ ref('int_conversions') }}
    where customer_id is not null
),

explicit as (
    select
        contacts.lead_id,
        contacts.named_customer_id as customer_id,
        cast(1 as double) as match_probability,
        'explicit' as evidence,
    from contacts
    inner join known_customers
        on contacts.named_customer_id = known_customers.customer_id
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

same_person as (
    select
        contacts.lead_id,
        customers.customer_id,
        paths.match_probability,
    from contacts
    inner join paths on contacts.record_id = paths.record_id
    inner join customers
        on
            paths.customer_record_id = customers.record_id
            and {{ may_be_one_company(
                'customers.company_id', 'contacts.company_scope'
            ) }}
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

-- A link makes a person as sure as a source that names the customer; the source is the
-- better evidence.
ranked as (
    select
        *,
        row_number() over (
            partition by lead_id, customer_id
            order by
                match_probability desc,
                case evidence when 'explicit' then 0 when 'person' then 1 else 2 end
        ) as preference,
    from unioned
),

best_evidence as (
    select * from ranked
    where preference = 1
),

told as (
    select
        best_evidence.lead_id,
        best_evidence.customer_id,
        best_evidence.match_probability,
        best_evidence.evidence,
        best_evidence.evidence = 'explicit' or calibration.is_calibrated
            as is_calibrated,
    from best_evidence
    cross join calibration
)

select * from told
