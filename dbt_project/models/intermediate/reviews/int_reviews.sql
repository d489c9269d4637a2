-- Every decision that is wanted of a person, with the money that hangs on it.
with

match_reviews as (
    select
        reviews.review_id,
        reviews.unique_lead_id,
        reviews.lead_id,
        reviews.amount,
        candidates.candidate_rank,
    from {{ ref('int_match_reviews') }} as reviews
    inner join {{ ref('int_review_candidates') }} as candidates
        on
            reviews.review_id = candidates.review_id
            and reviews.customer_id = candidates.customer_id
),

duplicate_reviews as (
    select * from {{ ref('int_duplicate_reviews') }}
),

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

valued as (
    select * from {{ ref('int_unique_leads_valued') }}
),

campaign_reviews as (
    select * from {{ ref('int_campaign_reviews') }}
),

splits as (
    select * from {{ source('identity', 'person_splits') }}
    where reason <> 'cannot_link'
),

persons as (
    select
        record_id,
        person_id,
        component_id,
    from {{ source('identity', 'persons') }}
),

customer_amounts as (
    select
        'customer:' || customer_id as record_id,
        sum(amount) as amount,
    from {{ ref('int_conversion_amounts') }}
    group by customer_id
),

matches_summed as (
    select
        review_id,
        max(unique_lead_id) as unique_lead_id,
        max(case when candidate_rank = 1 then lead_id end) as lead_id,
        max(amount) as amount,
    from match_reviews
    group by review_id
),

matches as (
    select
        matches_summed.review_id,
        'match' as kind,
        matches_summed.lead_id,
        matches_summed.unique_lead_id,
        unique_leads.person_id,
        cast(null as {{ dbt.type_string() }}) as component_id,
        unique_leads.company_id,
        cast(null as {{ dbt.type_string() }}) as campaign_text,
        coalesce(matches_summed.amount, valued.amount) as known_amount,
        valued.expected_amount,
        unique_leads.last_lead_at as waiting_since_at,
    from matches_summed
    inner join unique_leads
        on matches_summed.unique_lead_id = unique_leads.unique_lead_id
    inner join valued on matches_summed.unique_lead_id = valued.unique_lead_id
),

duplicates as (
    select
        review_id,
        'duplicate_customers' as kind,
        cast(null as {{ dbt.type_string() }}) as lead_id,
        cast(null as {{ dbt.type_string() }}) as unique_lead_id,
        max(person_id) as person_id,
        cast(null as {{ dbt.type_string() }}) as component_id,
        max(company_id) as company_id,
        cast(null as {{ dbt.type_string() }}) as campaign_text,
        sum(amount) as known_amount,
        cast(0 as decimal(18, 2)) as expected_amount,
        cast(null as {{ dbt.type_timestamp() }}) as waiting_since_at,
    from duplicate_reviews
    group by review_id
),

parted_persons as (
    select
        'parted_person:' || splits.component_id as review_id,
        'parted_person' as kind,
        cast(null as {{ dbt.type_string() }}) as lead_id,
        cast(null as {{ dbt.type_string() }}) as unique_lead_id,
        min(persons.person_id) as person_id,
        splits.component_id,
        cast(null as {{ dbt.type_string() }}) as company_id,
        cast(null as {{ dbt.type_string() }}) as campaign_text,
        sum(customer_amounts.amount) as known_amount,
        cast(0 as decimal(18, 2)) as expected_amount,
        cast(null as {{ dbt.type_timestamp() }}) as waiting_since_at,
    from splits
    inner join persons on splits.component_id = persons.component_id
    left join customer_amounts on persons.record_id = customer_amounts.record_id
    group by splits.component_id
),

unioned as (
    select * from matches
    union all
    select * from duplicates
    union all
    select * from parted_persons
    union all
    select * from campaign_reviews
),

reviews as (
    select
        *,
        cast(coalesce(known_amount, expected_amount) as decimal(18, 2))
            as amount_at_stake,
        case
            when known_amount is not null then 'known'
            when expected_amount > 0 then 'expected'
            else 'none'
        end as amount_basis,
    from unioned
)

select * from reviews
