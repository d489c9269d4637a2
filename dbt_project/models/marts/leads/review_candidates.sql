with

candidates as (
    select * from {{ ref('int_review_candidates') }}
),

customers as (
    select
        customer_id,
        name,
    from {{ ref('dim_customers') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

report as (
    select report_currency from {{ source('ops', 'report_currency') }}
),

final as (
    select
        candidates.review_id,
        cast(candidates.candidate_rank as bigint) as candidate_rank,
        candidates.customer_id,
        customers.name as customer_name,
        candidates.lead_id,
        candidates.match_probability,
        candidates.is_calibrated,
        candidates.evidence,
        candidates.evidence_text,
        cast(candidates.amount as decimal(18, 2)) as amount_at_stake,
        report.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from candidates
    inner join customers on candidates.customer_id = customers.customer_id
    cross join run_context
    cross join report
)

select * from final
