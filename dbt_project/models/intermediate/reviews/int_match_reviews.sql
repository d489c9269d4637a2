-- The customers among whom a person has to choose for an opportunity whose best match
-- waits for review, and what each would bring it: what the customer ordered from the
-- opportunity's beginning until its matching window closed, unless it is another's.
with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
    where match_status = 'review'
),

members as (
    select
        lead_id,
        unique_lead_id,
        contact_number,
    from {{ ref('int_unique_lead_members') }}
),

contacts as (
    select
        lead_id,
        record_id,
    from {{ ref('int_contacts') }}
),

candidates as (
    select * from {{ ref('int_customer_candidates') }}
),

rejected as (
    select
        lead_id,
        object_id as customer_id,
    from {{ ref('int_desk_decisions') }}
    where question = 'match' and kind = 'reject_match'
),

told as (
    select * from {{ ref('int_pairs_told') }}
),

amounts as (
    select * from {{ ref('int_conversion_amounts') }}
),

rules as (
    select
        matching_window_days,
        matching_tolerance_days,
    from {{ source('definition', 'settings') }}
),

-- Of the contacts that may be the customer, the one that is most likely to be asked of.
ranked as (
    select
        unique_leads.unique_lead_id,
        unique_leads.first_lead_at,
        unique_leads.last_lead_at,
        candidates.lead_id,
        contacts.record_id,
        candidates.customer_id,
        candidates.match_probability,
        candidates.is_calibrated,
        candidates.evidence,
        row_number() over (
            partition by unique_leads.unique_lead_id, candidates.customer_id
            order by
                candidates.match_probability desc,
                case candidates.evidence when 'person' then 0 else 1 end,
                members.contact_number asc
        ) as preference,
    from unique_leads
    inner join members on unique_leads.unique_lead_id = members.unique_lead_id
    inner join contacts on members.lead_id = contacts.lead_id
    inner join candidates on members.lead_id = candidates.lead_id
    left join rejected
        on
            candidates.lead_id = rejected.lead_id
            and candidates.customer_id = rejected.customer_id
    where rejected.lead_id is null
),

asked as (
    select * from ranked
    where preference = 1
),

earned as (
    select
        asked.unique_lead_id,
        asked.customer_id,
        sum(amounts.amount) as amount,
    from asked
    cross join rules
    inner join amounts
        on
            asked.customer_id = amounts.customer_id
            and amounts.converted_at
            >= {{ plus_days('asked.first_lead_at', '-rules.matching_tolerance_days') }}
            and amounts.converted_at
            <= {{ plus_days('asked.last_lead_at', 'rules.matching_window_days') }}
    where coalesce(amounts.unique_lead_id, asked.unique_lead_id) = asked.unique_lead_id
    group by
        asked.unique_lead_id,
        asked.customer_id
),

reviews as (
    select
        'match:' || asked.unique_lead_id as review_id,
        asked.unique_lead_id,
        asked.lead_id,
        asked.customer_id,
        asked.match_probability,
        asked.is_calibrated,
        asked.evidence,
        coalesce(
            told.evidence_text,
            case asked.evidence when 'person' then 'held together by other records' end
        ) as evidence_text,
        earned.amount,
    from asked
    left join earned
        on
            asked.unique_lead_id = earned.unique_lead_id
            and asked.customer_id = earned.customer_id
    left join told
        on
            least(asked.record_id, 'customer:' || asked.customer_id) = told.record_l
            and greatest(asked.record_id, 'customer:' || asked.customer_id)
            = told.record_r
)

select * from reviews
