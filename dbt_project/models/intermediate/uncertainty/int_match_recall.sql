-- How many conversions the scores find the opportunity of: told by those whose source
-- names the lead, which is a sample that no score has chosen. What is missing is the
-- chance that a conversion without any opportunity has one all the same; jobs,
-- estimates and invoices without one differ in that.
with

conversions as (
    select * from {{ ref('int_conversions_matched') }}
    where customer_id is not null
),

members as (
    select
        unique_lead_id,
        lead_id,
        case when lead_id like 'call:%' then lead_id else 'lead:' || lead_id end
            as record_id,
    from {{ ref('int_unique_lead_members') }}
),

policies as (
    select min(review_threshold) as threshold
    from {{ source('definition', 'match_policies') }}
),

edges as (
    select
        edges.record_l as record_id,
        edges.record_r as other_record_id,
    from {{ ref('int_edges_calibrated') }} as edges
    cross join policies
    where
        coalesce(edges.calibrated_probability, edges.match_probability)
        >= policies.threshold
    union
    select
        edges.record_r as record_id,
        edges.record_l as other_record_id,
    from {{ ref('int_edges_calibrated') }} as edges
    cross join policies
    where
        coalesce(edges.calibrated_probability, edges.match_probability)
        >= policies.threshold
),

named as (
    select
        conversions.conversion_id,
        'customer:' || conversions.customer_id as customer_record_id,
        members.record_id,
    from conversions
    inner join members on conversions.unique_lead_id = members.unique_lead_id
    where conversions.is_named
),

direct as (
    select named.conversion_id
    from named
    inner join edges
        on
            named.record_id = edges.record_id
            and named.customer_record_id = edges.other_record_id
),

over_another as (
    select named.conversion_id
    from named
    inner join edges as there on named.record_id = there.record_id
    inner join edges as onward
        on
            there.other_record_id = onward.record_id
            and named.customer_record_id = onward.other_record_id
),

found as (
    select conversion_id from direct
    union
    select conversion_id from over_another
),

sample as (
    select
        count(distinct named.conversion_id) as named_conversions,
        count(distinct found.conversion_id) as found_conversions,
    from named
    left join found on named.conversion_id = found.conversion_id
),

expected as (
    select
        conversion_id,
        sum(expected_share) as expected_share,
    from {{ ref('int_conversion_contenders') }}
    group by conversion_id
),

others as (
    select
        conversions.conversion_kind,
        count(*) as unnamed_conversions,
        sum(coalesce(expected.expected_share, 0)) as matched_conversions,
    from conversions
    left join expected on conversions.conversion_id = expected.conversion_id
    where not conversions.is_named
    group by conversions.conversion_kind
),

told as (
    select
        sample.*,
        others.conversion_kind,
        others.unnamed_conversions,
        others.matched_conversions,
        -- A share of fewer than 50 is off by 10 points as often as not.
        sample.named_conversions >= 50 as is_known,
        {{ ratio('sample.found_conversions', 'sample.named_conversions') }} as recall,
    from sample
    cross join others
)

select
    *,
    case
        when is_known
            then
                least(
                    coalesce(
                        {{ ratio(
                            'matched_conversions * (1 / nullif(recall, 0) - 1)',
                            'unnamed_conversions - matched_conversions'
                        ) }},
                        0
                    ),
                    1
                )
        else 0
    end as missing_chance,
from told
