-- The customers of one company that are one person by the scores, which a customer list
-- does not expect: somebody should say whether they are. Once each of them has been
-- said to be the same as another one, nothing is left to say.
with

customers as (
    select
        customer_id,
        coalesce(company_id, '__none__') as company_scope,
        'customer:' || customer_id as record_id,
    from {{ ref('stg_customers') }}
),

persons as (
    select
        record_id,
        person_id,
    from {{ source('identity', 'persons') }}
),

decisions as (
    select * from {{ ref('int_pair_decisions') }}
    where is_same_person
),

edges as (
    select * from {{ ref('int_edges_calibrated') }}
),

told as (
    select * from {{ ref('int_pairs_told') }}
),

amounts as (
    select
        customer_id,
        sum(amount) as amount,
    from {{ ref('int_conversion_amounts') }}
    group by customer_id
),

listed as (
    select
        customers.customer_id,
        customers.record_id,
        customers.company_scope,
        persons.person_id,
        count(*) over (
            partition by persons.person_id, customers.company_scope
        ) as customers_count,
    from customers
    inner join persons on customers.record_id = persons.record_id
),

doubled as (
    select * from listed
    where customers_count > 1
),

pairs as (
    select
        customers.customer_id,
        customers.person_id,
        customers.company_scope,
        least(customers.record_id, others.record_id) as record_l,
        greatest(customers.record_id, others.record_id) as record_r,
    from doubled as customers
    inner join doubled as others
        on
            customers.person_id = others.person_id
            and customers.company_scope = others.company_scope
            and customers.customer_id <> others.customer_id
),

known as (
    select
        pairs.customer_id,
        pairs.person_id,
        pairs.company_scope,
        coalesce(edges.calibrated_probability, edges.match_probability)
            as match_probability,
        edges.is_calibrated,
        told.evidence_text,
        max(case when decisions.record_l is null then 0 else 1 end) over (
            partition by pairs.customer_id
        ) as is_said,
        row_number() over (
            partition by pairs.customer_id
            order by
                edges.match_weight desc nulls last,
                pairs.record_l asc,
                pairs.record_r asc
        ) as preference,
    from pairs
    left join decisions
        on
            pairs.record_l = decisions.record_l
            and pairs.record_r = decisions.record_r
    left join edges
        on pairs.record_l = edges.record_l and pairs.record_r = edges.record_r
    left join told
        on pairs.record_l = told.record_l and pairs.record_r = told.record_r
),

best as (
    select
        *,
        min(is_said) over (partition by person_id, company_scope) as are_all_said,
    from known
    where preference = 1
),

reviews as (
    select
        'duplicate_customers:' || best.person_id || ':' || best.company_scope
            as review_id,
        best.person_id,
        nullif(best.company_scope, '__none__') as company_id,
        best.customer_id,
        best.match_probability,
        coalesce(best.is_calibrated, false) as is_calibrated,
        'person' as evidence,
        coalesce(best.evidence_text, 'held together by other records')
            as evidence_text,
        amounts.amount,
    from best
    left join amounts on best.customer_id = amounts.customer_id
    where best.are_all_said = 0
)

select * from reviews
