with

match_reviews as (
    select * from {{ ref('int_match_reviews') }}
),

duplicate_reviews as (
    select * from {{ ref('int_duplicate_reviews') }}
),

unioned as (
    select
        review_id,
        customer_id,
        lead_id,
        match_probability,
        is_calibrated,
        evidence,
        evidence_text,
        amount,
    from match_reviews
    union all
    select
        review_id,
        customer_id,
        cast(null as {{ dbt.type_string() }}) as lead_id,
        match_probability,
        is_calibrated,
        evidence,
        evidence_text,
        amount,
    from duplicate_reviews
),

ranked as (
    select
        *,
        row_number() over (
            partition by review_id
            order by
                match_probability desc nulls last,
                amount desc nulls last,
                customer_id asc
        ) as candidate_rank,
    from unioned
)

select * from ranked
