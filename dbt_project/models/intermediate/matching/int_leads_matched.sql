-- Each valid lead with its most likely customer and what the policy of its origin, or a
-- person at the desk, makes of it.
with

contacts as (
    select
        lead_id,
        origin,
    from {{ ref('int_contacts') }}
    where is_valid
),

candidates as (
    select * from {{ ref('int_customer_candidates') }}
),

policies as (
    select * from {{ source('definition', 'match_policies') }}
),

decisions as (
    select * from {{ ref('int_desk_decisions') }}
),

approvals as (
    select
        lead_id,
        object_id as customer_id,
    from decisions
    where question = 'match' and kind = 'approve_match'
),

rejections as (
    select
        lead_id,
        object_id as customer_id,
    from decisions
    where question = 'match' and kind = 'reject_match'
),

dismissals as (
    select lead_id from decisions
    where question = 'dismissal' and kind = 'dismiss'
),

customers as (
    select customer_id from {{ ref('stg_customers') }}
),

-- One that a person rejected is proposed only where there is no other, and never taken.
ranked as (
    select
        candidates.*,
        rejections.lead_id is not null as is_rejected,
        row_number() over (
            partition by candidates.lead_id
            order by
                case when rejections.lead_id is not null then 1 else 0 end,
                case candidates.evidence
                    when 'explicit' then 0 when 'person' then 1 else 2
                end,
                candidates.match_probability desc,
                candidates.customer_id asc
        ) as preference,
    from candidates
    left join rejections
        on
            candidates.lead_id = rejections.lead_id
            and candidates.customer_id = rejections.customer_id
),

best as (
    select * from ranked
    where preference = 1
),

judged as (
    select
        contacts.lead_id,
        contacts.origin,
        best.customer_id as proposed_customer_id,
        best.match_probability,
        best.evidence,
        case
            when best.customer_id is null or best.is_rejected then 'unmatched'
            when best.evidence = 'explicit' then 'auto'
            when best.match_probability < policies.review_threshold then 'unmatched'
            when policies.mode = 'auto' then 'auto'
            when policies.mode = 'review_always' then 'review'
            when best.match_probability >= policies.auto_threshold then 'auto'
            else 'review'
        end as policy_status,
    from contacts
    left join best on contacts.lead_id = best.lead_id
    left join policies on contacts.origin = policies.origin
),

decided as (
    select
        judged.lead_id,
        judged.origin,
        judged.evidence,
        judged.proposed_customer_id,
        case
            when dismissals.lead_id is not null then 'dismissed'
            when customers.customer_id is not null then 'approved'
            else judged.policy_status
        end as match_status,
        coalesce(customers.customer_id, judged.proposed_customer_id)
            as candidate_customer_id,
        judged.match_probability,
    from judged
    left join approvals on judged.lead_id = approvals.lead_id
    left join customers on approvals.customer_id = customers.customer_id
    left join dismissals on judged.lead_id = dismissals.lead_id
)

select * from decided
