-- What waits for a person, that on which most money hangs first.
with

reviews as (
    select * from {{ ref('int_reviews') }}
),

candidates as (
    select * from {{ ref('int_review_candidates') }}
),

splits as (
    select * from {{ source('identity', 'person_splits') }}
),

campaigns as (
    select * from {{ ref('unknown_campaigns') }}
),

review_values as (
    select
        review_id,
        sum(variance_share) as variance_share,
    from {{ ref('review_value') }}
    where review_id is not null
    group by review_id
),

best_candidates as (
    select * from candidates
    where candidate_rank = 1
),

candidates_counted as (
    select
        review_id,
        count(*) as candidates_count,
    from candidates
    group by review_id
),

described as (
    select
        reviews.*,
        best_candidates.customer_id as candidate_customer_id,
        best_candidates.match_probability,
        coalesce(best_candidates.is_calibrated, false) as is_calibrated,
        coalesce(candidates_counted.candidates_count, 0) as candidates_count,
        case reviews.kind
            when 'parted_person'
                then
                    splits.persons_count || ' persons of ' || splits.records_count
                    || ' records, though ' || splits.pairs_cut
                    || ' pairs are sure; parted by ' || splits.reason
            when 'unknown_campaign'
                then
                    campaigns.leads || ' leads; nearest: '
                    || coalesce(campaigns.nearest_names, 'none')
            else best_candidates.evidence_text
        end as evidence_text,
    from reviews
    left join best_candidates on reviews.review_id = best_candidates.review_id
    left join candidates_counted on reviews.review_id = candidates_counted.review_id
    left join splits on reviews.component_id = splits.component_id
    left join campaigns on reviews.campaign_text = campaigns.campaign_text
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
        row_number() over (
            order by
                described.amount_at_stake desc,
                described.match_probability desc nulls last,
                described.review_id asc
        ) as queue_place,
        described.review_id,
        described.kind,
        described.lead_id,
        described.unique_lead_id,
        described.person_id,
        described.component_id,
        described.company_id,
        described.campaign_text,
        described.candidate_customer_id,
        described.candidates_count,
        described.match_probability,
        described.is_calibrated,
        described.evidence_text,
        described.amount_at_stake,
        described.amount_basis,
        coalesce(review_values.variance_share, 0) as variance_share,
        report.report_currency,
        described.waiting_since_at,
        run_context.run_id,
        run_context.definition_version,
    from described
    cross join run_context
    cross join report
    left join review_values on described.review_id = review_values.review_id
)

select * from final
