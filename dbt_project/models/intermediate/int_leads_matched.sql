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

match_decisions as (
    select * from decisions
    where question = 'match'
),

dismissals as (
    select lead_id from decisions
    where question = 'dismissal' and kind = 'dismiss'
),

customers as (
    select customer_id from {{ ref('stg_customers') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by lead_id
            order by
                case evidence when 'explicit' then 0 when 'person' then 1 else 2 end,
                match_probability desc,
                customer_id asc
        ) as preference,
    from candidates
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
            when best.customer_id is null then 'unmatched'
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
            when
                match_decisions.kind = 'approve_match'
                and customers.customer_id is not null
                then 'approved'
            when
                match_decisions.kind = 'reject_match'
                and match_decisions.object_id = judged.proposed_customer_id
                then 'unmatched'
            else judged.policy_status
        end as match_status,
        case
            when
                match_decisions.kind = 'approve_match'
                and customers.customer_id is not null
                then match_decisions.object_id
            else judged.proposed_customer_id
        end as candidate_customer_id,
        judged.match_probability,
    from judged
    left join match_decisions on judged.lead_id = match_decisions.lead_id
    left join customers on match_decisions.object_id = customers.customer_id
    left join dismissals on judged.lead_id = dismissals.lead_id
)

select * from decided
